// toOnnx: an op as a model of one node, which calls a function of the model.
import { described } from '../../tfjs/errors.js';
import { checkOptions } from '../../tfjs/options.js';
import { checkedName, inputNames, type Language, words } from '../text/names.js';
import { formulasOf, subjectOf } from '../text/subject.js';
import { DOMAIN, DOMAIN_VERSION, functionMessage } from './function.js';
import { bytes, FIELD, floats, integer, message, node, opset, text } from './wire.js';

export interface OnnxOptions {
  /** The version of ONNX's operators, from 15 to 25; 17 by default. */
  readonly opset?: number | undefined;
  /** The name of the function, if not that of the op. */
  readonly name?: string | undefined;
  /**
   * How many dimensions the inputs have; any by default, which runtimes take, but onnx.checker does not: it wants to know
   * the rank of inputs and outputs.
   */
  readonly rank?: number | undefined;
}

/** Functions of a model came with it. */
export const LEAST_OPSET = 15;
/** The last one whose operators are known to mean the same. */
export const LAST_OPSET = 25;
const DEFAULT_OPSET = 17;
/** The version of the format that has functions of a model. */
export const IR_VERSION = 8;

export const LANGUAGE: Language = { name: 'ONNX', reserved: words('') };

/** The name of the output, unless an input has it. */
export const outputName = (inputs: readonly string[]): string => (inputs.includes('y') ? 'result' : 'y');

/**
 * `op` as an ONNX model: its inputs are those of the op, float32 of any shapes that broadcast, its output is `y`. Its one
 * node calls a function of the op's name in the domain `lanewise`, made of ONNX's own operators, so every runtime runs
 * it that knows functions of models. ONNX has no gradients: the derivative is a model of its own,
 * `toOnnx(op.derivative())`.
 *
 * @returns The bytes of the model.
 * @throws TypeError for what is no op of one output; Error for an op without a formula; RangeError for an opset that
 *   has no functions, or is not known, for a rank that is none, and for a name that is not letters, digits and _.
 *
 * ```ts
 * writeFileSync('snake.onnx', toOnnx(snake));
 * ```
 */
export function toOnnx(op: unknown, options: OnnxOptions = {}): Uint8Array {
  const where = 'toOnnx';
  checkOptions(where, options, ['opset', 'name', 'rank']);
  const version = checkedOpset(where, options.opset);
  const rank = checkedRank(where, options.rank);
  const subject = subjectOf(where, op);
  const name = checkedName(where, subject.name, options.name, LANGUAGE);
  const { names } = inputNames(subject.inputs, LANGUAGE, []);
  const output = outputName(names);
  const doc = formulasOf(subject, name);
  const body = functionMessage(name, names, output, subject, { opset: version, anyType: false, doc });
  const graph = message((writer) => {
    bytes(writer, FIELD.graph.node, node({ type: name, inputs: names, output }, DOMAIN));
    text(writer, FIELD.graph.name, name);
    for (const input of names) bytes(writer, FIELD.graph.input, floats(input, rank));
    bytes(writer, FIELD.graph.output, floats(output, rank));
  });
  return message((writer) => {
    integer(writer, FIELD.model.irVersion, IR_VERSION);
    text(writer, FIELD.model.producerName, 'lanewise');
    text(writer, FIELD.model.doc, doc.join('\n'));
    bytes(writer, FIELD.model.graph, graph);
    bytes(writer, FIELD.model.opsetImport, opset('', version));
    bytes(writer, FIELD.model.opsetImport, opset(DOMAIN, DOMAIN_VERSION));
    bytes(writer, FIELD.model.functions, body);
  });
}

function checkedOpset(where: string, version: unknown = DEFAULT_OPSET): number {
  if (!Number.isInteger(version)) {
    throw new TypeError(`${where}: opset expected an integer, got ${described(version)}`);
  }
  const number = version as number;
  if (number >= LEAST_OPSET && number <= LAST_OPSET) return number;
  const reason = number < LEAST_OPSET ? `; functions of a model came with ${LEAST_OPSET}` : '';
  throw new RangeError(`${where}: opset expected ${LEAST_OPSET} to ${LAST_OPSET}, got ${number}${reason}`);
}

function checkedRank(where: string, rank: unknown): number | undefined {
  if (rank === undefined || (Number.isInteger(rank) && (rank as number) >= 0 && (rank as number) <= 32)) {
    return rank as number | undefined;
  }
  const message = `${where}: rank expected an integer from 0 to 32, got ${described(rank)}`;
  throw typeof rank === 'number' ? new RangeError(message) : new TypeError(message);
}
