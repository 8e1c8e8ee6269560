// The form of a model that Keras 3 writes, as the form of Keras 2, which is the one that tfjs reads: input
// shapes, dtype policies, the graph's edges, and the names of weights.
import { isObject } from '../tfjs/options.js';

export type Dict = Readonly<Record<string, unknown>>;

/** A layer's entry with its config. Of Keras 2 it comes back as it is. */
export function asKeras2(layer: Dict): Dict {
  const { config, inbound_nodes } = layer;
  return {
    ...layer,
    ...(isObject(config) && { config: configOf(config) }),
    ...(Array.isArray(inbound_nodes) && { inbound_nodes: inbound_nodes.map(edges) }),
  };
}

function configOf({ batch_shape, dtype, input_layers, output_layers, ...config }: Dict): Dict {
  const inputShape = batch_shape ?? config.batch_input_shape;
  return {
    ...config,
    ...(inputShape !== undefined && { batch_input_shape: inputShape }),
    ...(dtype !== undefined && { dtype: typeName(dtype) }),
    ...(input_layers !== undefined && { input_layers: listed(input_layers) }),
    ...(output_layers !== undefined && { output_layers: listed(output_layers) }),
  };
}

/** Keras 3 writes a policy, of which tfjs knows the type of the weights: in mixed precision that is float32. */
function typeName(dtype: unknown): unknown {
  const policy = isObject(dtype) && isObject(dtype.config) ? dtype.config.name : dtype;
  return typeof policy === 'string' && policy.startsWith('mixed_') ? 'float32' : policy;
}

/** A single input or output of a model is not in a list of one. */
function listed(ends: unknown): unknown {
  return Array.isArray(ends) && typeof ends[0] === 'string' ? [ends] : ends;
}

/** One call of a layer: `{ args: [tensors], kwargs }`, which in Keras 2 is `[[layer, node, tensor, kwargs], …]`. */
function edges(node: unknown): unknown {
  if (!isObject(node)) return node;
  const kwargs = isObject(node.kwargs) ? node.kwargs : {};
  const given = Object.fromEntries(
    Object.entries(kwargs).filter(([, value]) => value !== null && !isObject(value)),
  );
  return tensorsOf(node.args).map((history) => [...history, given]);
}

function tensorsOf(args: unknown): unknown[][] {
  if (Array.isArray(args)) return args.flatMap(tensorsOf);
  const history = isObject(args) && isObject(args.config) ? args.config.keras_history : undefined;
  return Array.isArray(history) ? [history] : [];
}

/** Names of weights without that of the model, which Keras 3 puts before them. */
export function withoutModel<Spec extends { readonly name: string }>(
  specs: readonly Spec[],
  model: unknown,
): Spec[] {
  const prefix = `${model}/`;
  return specs.map((spec) =>
    spec.name.startsWith(prefix) ? { ...spec, name: spec.name.slice(prefix.length) } : spec,
  );
}
