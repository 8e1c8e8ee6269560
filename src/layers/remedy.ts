// The line that a program lacks where an op is not defined, for errors.

/** The names of lanewise/activations. They are written down here, as no bundle should hold it for an error. */
const CATALOGUE = new Set(
  (
    'aptx bentIdentity celu gaussian laneGelu geluTanh hardShrink hardSwish hardTanh isrlu isru leakyRelu ' +
    'logSigmoid logish laneMish phish quickGelu serf silu sine smish snake softShrink spiky squaredRelu ' +
    'laneSwish tanhShrink threshold'
  ).split(' '),
);

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
