// The line that a program lacks where an op is not defined, for errors.

import { shortened } from '../tfjs/errors.js';
import { CATALOGUE } from './catalogue.js';

/** What defines the op called `given`, whose inputs after the first are `parameters`. */
export function definingLine(given: string, parameters: readonly string[] = []): string {
  const name = shortened(given);
  const [, base] = /^(.+?)(?:Derivative\d*)+$/.exec(name) ?? [];
  if (parameters.length === 0 && CATALOGUE.has(base ?? name)) {
    return `registerAll() of 'lanewise/activations', which has ${base ?? name}`;
  }
  const inputs = ['x', ...parameters.slice(0, 20).map(shortened)];
  const names = inputs.map((each) => `'${each}'`).join(', ');
  const line =
    parameters.length === 0
      ? `activation('${name}', (x) => …)`
      : `elementwise('${name}', (${inputs.join(', ')}) => …, { inputs: [${names}] })`;
  return base === undefined ? line : `${line}, or that of "${base}" for a derivative of it`;
}
