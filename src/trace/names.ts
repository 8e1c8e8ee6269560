// What an op of tfjs is called by who writes it. Every public op runs in a scope of its name, so the outermost of
// these scopes is what the user's function called, whatever tfjs makes it of.
import { outermostOp } from '../tfjs/engine.js';

/** Ops that are not in `tf` itself, by what their names look like. */
const SPACES = [
  ['image', /^(flip|gray|resi|rgb|rot|crop|nonM|thr|transf)/],
  ['linalg', /^(band|gram|qr)/],
  ['losses', /(Loss|Entropy|Distance|eDifference|SquaredError)$/],
  ['signal', /Window$|^frame|^stft/],
  ['spectral', /fft$/],
  ['fused', /^fused/],
] as const;

/** `tf.norm` while the op runs, also in the ops that it calls. Undefined outside of ops. */
export function calledOp(): string | undefined {
  const name = outermostOp();
  if (name === undefined) return undefined;
  const space = SPACES.find(([, names]) => names.test(name));
  return `tf.${space ? `${space[0]}.` : ''}${name.replace(/^fused./, (start) => start[5]!.toLowerCase())}`;
}

/** What the user called that runs `kernel`: `tf.where` for Select. */
export function publicName(kernel: string): string {
  const plain = kernel === 'LinSpace' ? 'linspace' : kernel[0]!.toLowerCase() + kernel.slice(1);
  return calledOp() ?? `tf.${plain}`;
}
