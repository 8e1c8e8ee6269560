// toWat: the kernel of an op as WebAssembly text.
import { programOf } from '../../expr/program.js';
import { renderWat } from '../../render/wat/module.js';
import { subjectOf } from '../text/subject.js';

/**
 * The kernel of `op` as WebAssembly text: the module that runs on the wasm backend. It imports its memory as `env.memory` and
 * exports `run`, which takes for each input the address of the array, the bytes to go on after each row, and those after
 * each vector (16, or 0 where one value stands for a row); then the address of the result, the number of rows, and that
 * of elements in each.
 *
 * @throws TypeError for what is no op of one output; Error for an op without a formula.
 */
export function toWat(op: unknown): string {
  const { inputs, value, precision } = subjectOf('toWat', op);
  return `${renderWat(programOf(inputs.length, [value], precision), { shared: false })}\n`;
}
