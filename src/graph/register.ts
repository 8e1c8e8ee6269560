// An op for tf.loadGraphModel. A graph names the type of each node; tensors come to it as inputs, and numbers
// as attributes.
import { type GraphNode, registerOp } from '@tensorflow/tfjs-converter';
import type { Tensor } from '@tensorflow/tfjs-core';
import { described, quoted, shortened } from '../tfjs/errors.js';
import { checkedDefinition, type ElementwiseOp } from '../tfjs/op/op.js';
import { checkFlags, checkOptions, checkText } from '../tfjs/options.js';
import { callers, isReload } from '../tfjs/reload.js';
import { OWN_TYPES } from './own-types.js';

export interface GraphOpOptions {
  /**
   * The inputs of the op that are attributes of the node: a list of names that are the same in both, or the
   * attribute by the name of the input, with a default for a node that does not have it.
   */
  readonly attributes?:
    | readonly string[]
    | Readonly<Record<string, string | { readonly name: string; readonly default: number }>>
    | undefined;
  /** Whether another op of this type may be replaced, tfjs's own among them. */
  readonly replace?: boolean | undefined;
}

interface Attribute {
  readonly name: string;
  readonly default?: number;
}

/** What each type has been registered with, as text and op, and by which modules. */
const registered = new Map<
  string,
  { readonly op: ElementwiseOp; readonly attributes: string; readonly modules: string }
>();

/**
 * Makes `op` what tf.loadGraphModel runs for nodes of `type`. The inputs of a node are those of the op, in
 * order, without the ones that are attributes. A type that tfjs runs itself, as `Relu`, is overridden with
 * `replace: true`.
 *
 * `predict`, `execute` and `executeAsync` run it, on every backend, and gradients go through it.
 *
 * @throws TypeError, RangeError for a type, an op or attributes that cannot be used, and for a type that
 *   stands for another op. When the model runs, TypeError for nodes that do not fit.
 *
 * ```ts
 * registerGraphOp('Spiky', spiky);
 * registerGraphOp('Snake', snake, { attributes: { a: 'frequency' } });
 * const model = await tf.loadGraphModel(url);
 * ```
 */
export function registerGraphOp(type: string, op: ElementwiseOp, options: GraphOpOptions = {}): void {
  checkText('registerGraphOp: type', type);
  const where = `registerGraphOp "${type}"`;
  // tfjs keeps types in an object, which has these too.
  if (!/^\w[\w>.-]*$/.test(type) || type in Object.prototype) {
    throw new RangeError(
      `${where}: expected a type of letters, digits, _, >, . and -, as MyOp, got "${type}"`,
    );
  }
  checkOptions(where, options, ['attributes', 'replace']);
  checkFlags(where, options, ['replace']);
  if (OWN_TYPES.has(type) && !options.replace) {
    throw new RangeError(
      `${where}: expected a new type, got one that tfjs runs itself; choose another type, or give the option ` +
        'replace: true to override it in all graph models',
    );
  }
  const definition = checkedDefinition(where, op);
  const attributes = readAttributes(where, definition.inputs, options.attributes);
  const known = registered.get(type);
  const text = JSON.stringify([...attributes]);
  const modules = callers();
  const isOther = known !== undefined && (known.op !== op || known.attributes !== text);
  if (isOther && !options.replace && !isReload(known.modules, modules)) {
    throw new RangeError(
      `${where}: expected a new type or the same op and attributes, got others; ` +
        'choose another type, or give the option replace: true',
    );
  }
  registered.set(type, { op, attributes: text, modules });
  const tensors = definition.inputs.filter((input) => !attributes.has(input));
  registerOp(type, function runLanewiseOp(node: GraphNode): Tensor {
    if (node.inputs.length !== tensors.length) {
      const names = tensors.length > 0 ? ` (${tensors.join(', ')})` : '';
      throw new TypeError(
        `graph op "${type}": expected ${tensors.length} inputs${names}, got ${node.inputs.length}`,
      );
    }
    let next = 0;
    return op(
      ...definition.inputs.map((input) => {
        const attribute = attributes.get(input);
        return attribute === undefined ? node.inputs[next++]! : attributeOf(type, attribute, node);
      }),
    );
  });
}

function attributeOf(type: string, { name, default: missing }: Attribute, { attrs }: GraphNode): number {
  const value = (Object.hasOwn(attrs, name) ? attrs[name] : undefined) ?? missing;
  if (typeof value !== 'number') {
    const remedy = value === undefined ? '; give it a default in registerGraphOp' : '';
    throw new TypeError(
      `graph op "${type}": attribute "${name}" expected a number, got ${described(value)}${remedy}`,
    );
  }
  return value;
}

/** The attributes by the inputs they stand for. */
function readAttributes(
  where: string,
  inputs: readonly string[],
  given: GraphOpOptions['attributes'] = {},
): ReadonlyMap<string, Attribute> {
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(`${where}: attributes expected an array or an object, got ${described(given)}`);
  }
  const entries: [string, unknown][] = Array.isArray(given)
    ? given.map((name) => [String(name), name])
    : Object.entries(given);
  return new Map(
    entries.map(([input, attribute]) => {
      if (!inputs.includes(input)) {
        throw new RangeError(
          `${where}: attributes expected inputs of the op among ${shortened(inputs.join(', '))}, got ${quoted(input)}; ` +
            'the option inputs of elementwise() names them',
        );
      }
      if (typeof attribute === 'string') return [input, { name: attribute }];
      const { name, default: value } = (attribute ?? {}) as { name?: unknown; default?: unknown };
      if (typeof name !== 'string' || typeof value !== 'number') {
        throw new TypeError(
          `${where}: attribute of "${input}" expected a name or { name, default }, got ${described(attribute)}`,
        );
      }
      return [input, { name, default: value }];
    }),
  );
}
