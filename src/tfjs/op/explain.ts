// Says in words what an op computes and how each backend computes it.
import { engine } from '@tensorflow/tfjs-core';
import { derivative } from '../../expr/derivative.js';
import { format } from '../../expr/notation.js';
import { type BackendExplanation, COMPOSITION } from '../backends/backend.js';
import { backends } from '../backends/dispatch.js';
import { isOwnKernel } from '../backends/own-kernel.js';
import { watOf } from '../backends/simd.js';
import { type Definition, isElementwise, runnableOf } from './definition.js';

export interface Explanation {
  readonly name: string;
  /** The function in mathematical notation. */
  readonly formula: string;
  /** Its derivative by each input, likewise. */
  readonly derivatives: readonly string[];
  /** The backends that lanewise has a path for and those registered with tfjs, by name. */
  readonly backends: Readonly<Record<string, BackendExplanation>>;
  /** The kernel as WebAssembly text, where it is generated. */
  readonly wat: string | null;
  toString(): string;
}

/** What stands for a formula where an author's kernel has none. */
const NO_FORMULA = 'a kernel of its own, without a formula';

export function explain(definition: Definition): Explanation {
  const { name, inputs } = definition;
  const runnable = runnableOf(definition);
  const explanations: Record<string, BackendExplanation> = {};
  for (const each of new Set([...backends.map((backend) => backend.name), ...engine().backendNames()])) {
    explanations[each] = explanationOf(definition, each);
  }
  const formula = isElementwise(definition) ? format(definition.expr, inputs) : NO_FORMULA;
  const derivatives = inputs.map((_, i) =>
    isElementwise(definition) ? format(derivative(definition.expr, i), inputs) : NO_FORMULA,
  );
  const slope = (i: number): string => (inputs.length === 1 ? `${name}'` : `d${name}/d${inputs[i]}`);
  return {
    name,
    formula,
    derivatives,
    backends: explanations,
    get wat() {
      return runnable === undefined || isOwnKernel(runnable) ? null : watOf(runnable);
    },
    toString: () =>
      [
        `${name}(${inputs.join(', ')}) = ${formula}`,
        ...derivatives.map((text, i) => `${slope(i)}(${inputs.join(', ')}) = ${text}`),
        ...Object.entries(explanations).map(
          ([backend, { path, reason }]) => `${backend}: ${path}${reason === null ? '' : ` (${reason})`}`,
        ),
      ].join('\n'),
  };
}

/** What the backend called `name` runs, and why. */
function explanationOf(definition: Definition, name: string): BackendExplanation {
  const runnable = runnableOf(definition);
  const backend = backends.find((candidate) => candidate.name === name);
  if (runnable === undefined) return { path: COMPOSITION, reason: 'a constant or an input needs no kernel' };
  if (backend !== undefined) return backend.explain(runnable);
  return isElementwise(definition)
    ? { path: COMPOSITION, reason: 'no kernel for this backend' }
    : {
        path: 'kernel on values that are read',
        reason: 'lanewise has no way into the memory of this backend',
      };
}
