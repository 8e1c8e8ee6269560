// All phases, in the order in which they run.
import type { Phase } from '../phase.js';
import { backends } from './backends.js';
import { calls } from './calls.js';
import { definitions } from './definitions.js';
import { errors } from './errors.js';
import { kernels } from './kernels.js';
import { models } from './models.js';
import { workers } from './workers.js';

export const PHASES: readonly Phase[] = [
  ...calls,
  ...definitions,
  ...kernels,
  ...models,
  ...errors,
  backends,
  workers,
];
