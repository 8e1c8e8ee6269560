// The ops of src/operations.ts that are one operation: a new one is found here by its name.
import { BINARY, UNARY } from '../src/expr/operations.js';
import type { ElementwiseOp } from '../src/index.js';
import * as ops from '../src/operations.js';

const among = (names: readonly string[]): Readonly<Record<string, ElementwiseOp>> =>
  Object.fromEntries(Object.entries(ops).filter(([name]) => names.includes(name)));

export const OF_ONE = among(UNARY);
export const OF_TWO = among(BINARY);
