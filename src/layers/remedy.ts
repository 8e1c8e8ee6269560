// The line that a program lacks where an op is not defined, for errors.

import { CATALOGUE } from './catalogue.js';

/** What defines the op called `name`, whose inputs after the first are `parameters`. */
export function definingLine(name: string, parameters: readonly string[] = []): string {
  const [, base] = /^(.+?)(?:Derivative\d*)+$/.exec(name) ?? [];
  if (parameters.length === 0 && CATALOGUE.has(base ?? name)) {
    return `registerAll() of 'lanewise/activations', which has ${base ?? name}`;
  }
  const inputs = ['x', ...parameters];
  const names = inputs.map((each) => `'${each}'`).join(', ');
  const line =
    parameters.length === 0
      ? `activation('${name}', (x) => …)`
      : `elementwise('${name}', (${inputs.join(', ')}) => …, { inputs: [${names}] })`;
  return base === undefined ? line : `${line}, or that of "${base}" for a derivative of it`;
}
