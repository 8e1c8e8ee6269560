// Says in words what an op computes and how each backend computes it.
import { engine } from '@tensorflow/tfjs-core';
import { paths } from './backends.js';
import type { Definition } from './definition.js';
import { type BackendExplanation, COMPOSITION } from './path.js';

export interface Explanation {
  readonly name: string;
  /** The function in mathematical notation. */
  readonly formula: string;
  /** Its derivative, likewise. */
  readonly derivative: string;
  /** The backends that lanewise has a path for and those registered with tfjs, by name. */
  readonly backends: Readonly<Record<string, BackendExplanation>>;
  toString(): string;
}

export function explain({ name, formula, derivativeFormula, kernel }: Definition): Explanation {
  const backends: Record<string, BackendExplanation> = {};
  for (const backend of new Set([...paths.map((path) => path.backend), ...engine().backendNames()])) {
    const path = paths.find((candidate) => candidate.backend === backend);
    if (kernel === undefined) {
      backends[backend] = { path: COMPOSITION, reason: 'a constant needs no kernel' };
    } else if (path === undefined) {
      backends[backend] = { path: COMPOSITION, reason: 'no kernel for this backend' };
    } else {
      backends[backend] = path.explain(kernel);
    }
  }
  return {
    name,
    formula,
    derivative: derivativeFormula,
    backends,
    toString: () =>
      [
        `${name}(x) = ${formula}`,
        `${name}'(x) = ${derivativeFormula}`,
        ...Object.entries(backends).map(
          ([backend, { path, reason }]) => `${backend}: ${path}${reason === null ? '' : ` (${reason})`}`,
        ),
      ].join('\n'),
  };
}
