// The row of the table of formulas that says what an activation of the catalogue is.
import { FORMULAS, type Formula } from '../formulas/index.js';

/** Where the row has another name. */
const ROW_OF: Readonly<Record<string, string>> = {
  celu: 'plainElu',
  gelu: 'geluErf',
  mish: 'writtenMish',
  spiky: 'spikyWritten',
  swish: 'silu',
  threshold: 'thresholdedRelu',
};

export const rowOf = (name: string): Formula =>
  FORMULAS.find((candidate) => candidate.name === (ROW_OF[name] ?? name))!;
