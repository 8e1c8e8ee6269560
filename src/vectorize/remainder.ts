// JavaScript's %, an operation that no op of tfjs is: what kernels and compositions need for it.
import { abs, less, mod, neg, where } from '@tensorflow/tfjs-core';
import type { Expr } from '../expr/expr.js';
import { remExact } from '../render/wat/lanes/rem.js';
import { provideLanes } from '../render/wat/lanes.js';
import { provideComposition } from '../tfjs/backends/composition.js';
import type { Algebra } from './algebra.js';

/** Brings what the operation needs. */
export function bringRemainder(): void {
  provideLanes(remExact);
  provideComposition('rem', (x, y) => {
    const size = mod(abs(x!), abs(y!));
    return where(less(x!, 0), neg(size), size);
  });
}

/** a % b, which has the sign of a. */
export function remainder(a: Expr, b: Expr, algebra: Algebra): Expr {
  bringRemainder();
  return algebra.call('rem', a, b);
}
