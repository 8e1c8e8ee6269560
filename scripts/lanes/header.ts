// assembly/index.ts, the header of lanewise/assembly: every lane function with what its source says of it, and its
// largest error as docs/ulp.md has measured it.
import type { LaneClaims } from '../../assembly/lanes/claims.js';
import { tiersOf } from '../../assembly/lanes/claims.js';
import type { Measured } from '../sweep/document.js';

const INTRODUCTION = `// Written by scripts/link-lanes.ts from the files of assembly/lanes and docs/ulp.md.
//
// lanewise/assembly: elementary functions on four float32 at once, for kernels written in AssemblyScript.
//
//   import { tanhFast } from 'lanewise/assembly';
//   v128.store(y, tanhFast(v128.load(x)));
//
// Each function takes v128 and returns v128. asc needs --enable simd, and --disableWarning 112, as no v128 leaves
// the module. The functions are pure: they use no table, no data segment, no memory, no globals and no imports.
//
// Two tiers. An Exact function evaluates in float64 and returns the float32 nearest to the true value, so its
// results are the same bits on every machine. A Fast function stays in float32. Beside each name stands its largest
// error in units of the last place of a float32 (ULP), found by trying all 2^32 inputs, or 2^28 pairs of inputs;
// docs/ulp.md says where it occurs. A nearest result errs by at most 0.5.
//
// Where nothing else is said: every input is allowed, NaN gives NaN, results overflow to an infinity and underflow
// to a rounded subnormal, and a function with f(0) = 0 keeps the sign of a zero.
`;

const WIDTH = 108;

/**
 * The text of the header.
 *
 * @param sourceOf The source of the lane functions of an operation.
 */
export function header(
  claims: Readonly<Record<string, LaneClaims>>,
  sourceOf: (name: string) => string,
  measured: readonly Measured[],
): string {
  const worst = new Map(measured.map((row) => [row.lane, row.worst]));
  const entries = Object.entries(claims).map(([name, row]) => {
    const tiers = tiersOf(name, row);
    const errors = tiers.map(({ lane, bound }) => `${lane}: ${worst.get(lane) ?? bound} ULP.`);
    const comment = commentOf(`${aboutOf(name, sourceOf(name))} ${errors.join(' ')}`);
    return `\n${comment}\nexport { ${tiers.map(({ lane }) => lane).join(', ')} } from './lanes/${name}';\n`;
  });
  return INTRODUCTION + entries.join('');
}

/** What stands over the exact function of the operation `name`. */
function aboutOf(name: string, source: string): string {
  const documented = new RegExp(`/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\nexport function ${name}Exact\\(`);
  const comment = documented.exec(source)?.[1];
  if (comment === undefined)
    throw new Error(`lanes: ${name}.ts: expected a comment over ${name}Exact, got none`);
  return comment.replace(/\n \*/g, '').replace(/\s+/g, ' ').trim();
}

/** A comment of `text`, in lines that are not too long. */
function commentOf(text: string): string {
  if (text.length <= WIDTH - '/**  */'.length) return `/** ${text} */`;
  const lines = text.match(new RegExp(`.{1,${WIDTH - ' * '.length}}(?: |$)`, 'g'))!;
  return ['/**', ...lines.map((line) => ` * ${line.trimEnd()}`), ' */'].join('\n');
}
