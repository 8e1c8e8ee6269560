// Says in words what an op computes and how each backend computes it.
import { engine } from '@tensorflow/tfjs-core';
import { type Expr, nodesOf } from '../../expr/expr.js';
import { format } from '../../expr/notation.js';
import { type BackendExplanation, COMPOSITION } from '../backends/backend.js';
import { backends } from '../backends/dispatch.js';
import { watOf } from '../backends/simd.js';
import {
  type Definition,
  derivativeOfExpr,
  isElementwise,
  MOST_NODES,
  programOfDefinition,
} from './definition.js';

export interface Explanation {
  readonly name: string;
  /** The function in mathematical notation; cut where it is longer than people read. */
  readonly formula: string;
  /** Its derivative by each input, likewise. */
  readonly derivatives: readonly string[];
  /** The numbers in it, as they were when it was defined: a variable that it reads is not looked at again. */
  readonly constants: readonly number[];
  /** The backends that lanewise has a path for and those registered with tfjs, by name. */
  readonly backends: Readonly<Record<string, BackendExplanation>>;
  /** The kernel as WebAssembly text, where one is generated. */
  readonly wat: string | null;
  /** What is to be known of how it was made. */
  readonly notes: readonly string[];
  toString(): string;
}

export function explain(definition: Definition): Explanation {
  const { name, inputs, notes = [] } = definition;
  const program = definition.own === undefined ? programOfDefinition(definition) : undefined;
  const explanations: Record<string, BackendExplanation> = {};
  for (const each of new Set([...backends.map((backend) => backend.name), ...engine().backendNames()])) {
    explanations[each] = explanationOf(definition, each);
  }
  const formula = isElementwise(definition) ? format(definition.expr, inputs) : withoutFormula(definition);
  const derivatives = inputs.map((_, i) =>
    isElementwise(definition) ? derivativeText(definition.expr, i, inputs) : ownGradient(definition),
  );
  const constants = isElementwise(definition)
    ? nodesOf([definition.expr]).flatMap((node) => (node.kind === 'constant' ? [node.value] : []))
    : [];
  const outputs = definition.own?.outputs ?? [];
  const slope = (i: number): string => {
    const of = inputs.length === 1 ? `${name}'` : `d${name}/d${inputs[i]}`;
    return outputs.length > 1 ? `${name} by ${inputs[i]}` : `${of}(${inputs.join(', ')})`;
  };
  return {
    name,
    formula,
    derivatives,
    constants,
    backends: explanations,
    get wat() {
      return program === undefined ? null : watOf(program);
    },
    notes,
    toString: () =>
      [
        `${name}(${inputs.join(', ')}) = ${formula}`,
        ...derivatives.map((text, i) => `${slope(i)} = ${text}`),
        ...Object.entries(explanations).map(
          ([backend, { path, reason }]) => `${backend}: ${path}${reason === null ? '' : ` (${reason})`}`,
        ),
        ...notes,
      ].join('\n'),
  };
}

function derivativeText(expr: Expr, index: number, inputs: readonly string[]): string {
  const slope = derivativeOfExpr(expr, index);
  return slope === undefined
    ? `too large to be made: more than ${MOST_NODES} operations`
    : format(slope, inputs);
}

/** What stands for a formula where an author's kernels have none. */
function withoutFormula({ own }: Definition): string {
  const outputs = own?.outputs ?? [];
  const what = 'a kernel of its own, without a formula';
  return outputs.length > 1 ? `${outputs.join(', ')}: ${what}` : what;
}

/** What stands for a derivative that is not known. */
function ownGradient({ own }: Definition): string {
  const given = own?.backward ?? own?.derivative;
  if (given === undefined) return 'not known, as the kernel has no backward';
  return typeof given === 'function' ? `what the op ${given.name} says` : 'what a kernel of its own says';
}

/** What the backend called `name` runs, and why. */
function explanationOf(definition: Definition, name: string): BackendExplanation {
  const runnables = [definition.own?.forward, programOfDefinition(definition)].filter(
    (each) => each !== undefined,
  );
  const backend = backends.find((candidate) => candidate.name === name);
  if (runnables.length === 0) return { path: COMPOSITION, reason: 'a constant or an input needs no kernel' };
  const last = isElementwise(definition) ? COMPOSITION : 'kernel on values that are read';
  if (backend === undefined) {
    const reason = 'no kernel for this backend';
    return { path: last, reason: last === COMPOSITION ? reason : 'lanewise has no way into its memory' };
  }
  let hindered: string | null = null;
  for (const runnable of runnables) {
    const obstacle = backend.obstacle(runnable);
    hindered ??= obstacle;
    if (obstacle !== null) continue;
    const { path, reason } = backend.explain(runnable);
    return { path, reason: reason ?? hindered };
  }
  return { path: last, reason: hindered };
}
