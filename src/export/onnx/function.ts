// An op as a function of a model: made of ONNX's own operators, called by a node like one of them.
import { type Expr, nodesOf, operandsOf } from '../../expr/expr.js';
import type { Subject } from '../text/subject.js';
import { Builder } from './builder.js';
import { ONNX } from './operations.js';
import { bytes, FIELD, message, node, opset, text } from './wire.js';

/** The domain of functions that lanewise makes, and its version. */
export const DOMAIN = 'lanewise';
export const DOMAIN_VERSION = 1;

const FLOAT = 1;

export interface FunctionOptions {
  readonly opset: number;
  /** Whether inputs may be of another type than float32: they are cast, and so is the result. */
  readonly anyType: boolean;
  readonly doc: readonly string[];
}

/** The message of the function `name`, of `inputs` and the output `output`. */
export function functionMessage(
  name: string,
  inputs: readonly string[],
  output: string,
  { value }: Subject,
  { opset: version, anyType, doc }: FunctionOptions,
): Uint8Array {
  const builder = new Builder([...inputs, output]);
  const given = inputs.map((input) =>
    anyType ? builder.add('Cast', [input], { name: 'to', int: FLOAT }) : input,
  );
  const result = resultOf(builder, value, given);
  if (anyType) builder.finish('CastLike', [result, inputs[0]!], output);
  else builder.finish('Identity', [result], output);
  return message((writer) => {
    text(writer, FIELD.function.name, name);
    for (const input of inputs) text(writer, FIELD.function.input, input);
    text(writer, FIELD.function.output, output);
    for (const each of builder.nodes) bytes(writer, FIELD.function.node, node(each));
    text(writer, FIELD.function.doc, doc.join('\n'));
    bytes(writer, FIELD.function.opsetImport, opset('', version));
    text(writer, FIELD.function.domain, DOMAIN);
  });
}

/** Adds the nodes of `value`, in the shape of all inputs. */
function resultOf(builder: Builder, value: Expr, inputs: readonly string[]): string {
  const names = new Map<Expr, string>();
  for (const each of nodesOf([value])) {
    if (each.kind === 'constant') names.set(each, builder.constant(each.value));
    else if (each.kind === 'input') names.set(each, inputs[each.index]!);
    else names.set(each, ONNX[each.name](builder, ...operandsOf(each).map((arg) => names.get(arg)!)));
  }
  const used = new Set(nodesOf([value]).map((each) => (each.kind === 'input' ? each.index : -1)));
  return inputs.reduce(
    (result, input, i) => (used.has(i) ? result : inShapeOf(builder, result, input)),
    names.get(value)!,
  );
}

/** `result`, broadcast with `input`, whose values have no say: where they are NaN too. */
function inShapeOf(builder: Builder, result: string, input: string): string {
  const any = builder.add('Equal', [input, input]);
  const always = builder.add('Or', [any, builder.add('Not', [any])]);
  return builder.add('Where', [always, result, result]);
}
