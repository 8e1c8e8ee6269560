// Says in words what an op computes and how each backend computes it.
import { engine } from '@tensorflow/tfjs-core';
import { derivative } from '../expr/derivative.js';
import { format } from '../expr/notation.js';
import { paths } from './backends.js';
import type { Definition } from './definition.js';
import { type BackendExplanation, COMPOSITION } from './path.js';

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

export function explain({ name, inputs, expr, kernel }: Definition): Explanation {
  const backends: Record<string, BackendExplanation> = {};
  for (const backend of new Set([...paths.map((path) => path.backend), ...engine().backendNames()])) {
    const path = paths.find((candidate) => candidate.backend === backend);
    if (kernel === undefined) {
      backends[backend] = { path: COMPOSITION, reason: 'a constant or an input needs no kernel' };
    } else if (path === undefined) {
      backends[backend] = { path: COMPOSITION, reason: 'no kernel for this backend' };
    } else {
      backends[backend] = path.explain(kernel);
    }
  }
  const formula = format(expr, inputs);
  const derivatives = inputs.map((_, i) => format(derivative(expr, i), inputs));
  const slope = (i: number): string => (inputs.length === 1 ? `${name}'` : `d${name}/d${inputs[i]}`);
  return {
    name,
    formula,
    derivatives,
    backends,
    get wat() {
      return kernel?.wat?.() ?? null;
    },
    toString: () =>
      [
        `${name}(${inputs.join(', ')}) = ${formula}`,
        ...derivatives.map((text, i) => `${slope(i)}(${inputs.join(', ')}) = ${text}`),
        ...Object.entries(backends).map(
          ([backend, { path, reason }]) => `${backend}: ${path}${reason === null ? '' : ` (${reason})`}`,
        ),
      ].join('\n'),
  };
}
