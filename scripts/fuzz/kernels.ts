// Kernels by themselves: expressions and their derivatives as the outputs of one program, rendered, assembled,
// instantiated on a memory with guards, and compared with the enclosures. Derivatives are compared with jets too.

import { programOf } from '../../src/expr/program.js';
import { renderWat } from '../../src/render/wat/module.js';
import type { Stride } from '../../src/tfjs/backends/layout.js';
import { ENTRY, simdArguments, simdModuleOf } from '../../src/tfjs/backends/simd.js';
import { assemble } from '../../src/wasm/assemble/assemble.js';
import { ChunkRunner } from '../../src/wasm/chunks.js';
import { KernelModule } from '../../src/wasm/module.js';
import { Arena } from './arena.js';
import { type Code, codeOfExpr, codeOfTree, folded, hasGate } from './code.js';
import { Encloser } from './enclosure.js';
import { derived, exprOf } from './expr.js';
import { derivativeAt } from './jets.js';
import { EXACT, FAST, FLOAT64 } from './model.js';
import type { Random } from './random.js';
import type { Tally } from './tally.js';
import { drawTree, type Tree, written } from './tree.js';
import { drawValue } from './values.js';

/** How an input lies under the output: all of it, one row, one column, or one number. */
type Lie = 'whole' | 'row' | 'column' | 'one';

export interface KernelCase {
  readonly kind: 'kernel';
  /** Each expression is differentiated by the inputs `by`, one after the other. */
  readonly outputs: readonly { readonly tree: Tree; readonly by: readonly number[] }[];
  readonly precision: 'fast' | 'exact';
  /** On a memory that is shared, or not, or in chunks of as many elements on copies. */
  readonly memory: 'unshared' | 'shared' | number;
  /** How many vectors an iteration takes; undefined for what the library chooses. Text and time grow with it. */
  readonly unroll?: number | undefined;
  readonly rows: number;
  readonly length: number;
  readonly lies: readonly Lie[];
  /** The values of each input, one for each that its lie needs. */
  readonly values: readonly (readonly number[])[];
}

export function drawKernelCase(random: Random): KernelCase {
  const inputs = 1 + random.below(3);
  const outputs = [];
  const unroll = random.chance(0.1) ? undefined : 1;
  for (let n = unroll === 1 ? 6 + random.below(12) : 2 + random.below(4); n > 0; n--) {
    const tree = drawTree(random, inputs, 1 + random.below(random.chance(0.2) ? 20 : 8));
    outputs.push({ tree, by: [] });
    const order = random.below(4);
    if (order > 0) outputs.push({ tree, by: Array.from({ length: order }, () => random.below(inputs)) });
  }
  const rows = random.chance(0.7) ? 1 : 1 + random.below(4);
  const length = 1 + random.below(random.chance(0.2) ? 70 : 14);
  const inChunks = rows === 1 && random.chance(0.15);
  const memory = inChunks ? 4 + random.below(12) : random.chance(0.15) ? 'shared' : 'unshared';
  const lies = Array.from({ length: inputs }, (): Lie => {
    if (rows === 1 || random.chance(0.5)) return random.chance(0.9) ? 'whole' : 'one';
    return random.oneOf(['row', 'column', 'one'] as const);
  });
  const values = lies.map((lie) =>
    Array.from({ length: countOf(lie, rows, length) }, () => drawValue(random)),
  );
  const precision = random.chance(0.5) ? 'fast' : 'exact';
  return { kind: 'kernel', outputs, precision, memory, unroll, rows, length, lies, values };
}

export const countOf = (lie: Lie, rows: number, length: number): number =>
  lie === 'whole' ? rows * length : lie === 'row' ? length : lie === 'column' ? rows : 1;

const STRIDES: Readonly<Record<Lie, (length: number) => Stride>> = {
  whole: (length: number) => ({ row: length, step: 1 }),
  row: () => ({ row: 0, step: 1 }),
  column: () => ({ row: 1, step: 0 }),
  one: () => ({ row: 0, step: 0 }),
};

const arenas = { unshared: new Arena(false), shared: new Arena(true) };

/** What is wrong, or undefined. */
export function runKernelCase(given: KernelCase, tally: Tally): string | undefined {
  const { outputs, precision, memory, unroll, rows, length, lies, values } = given;
  const exprs = outputs.map(({ tree, by }) => derived(exprOf(tree), by));
  // What is no operation has no kernel.
  const computed = exprs.filter(({ kind }) => kind === 'operation');
  let results: readonly Float32Array[] = [];
  if (computed.length > 0) {
    const program = programOf(lies.length, computed, precision);
    const module =
      unroll === undefined
        ? simdModuleOf(program)
        : new KernelModule((build) => assemble(renderWat(program, { shared: build === 'shared', unroll })));
    if (typeof memory === 'number') {
      const made = computed.map(() => new Float32Array(length));
      const inputs = values.map((each) => Float32Array.from(each));
      const strides = lies.map((lie) => ({ row: 0, step: lie === 'one' && length > 1 ? 0 : 1 }) as const);
      new ChunkRunner(memory).run(module, ENTRY, inputs, made, (pointers, count) =>
        simdArguments(pointers, strides, 1, count),
      );
      results = made;
    } else {
      const arena = arenas[memory];
      const strides = lies.map((lie) => STRIDES[lie](length));
      const ran = arena.run(values, computed.length, rows * length, (pointers) =>
        module.on(arena.memory)[ENTRY]!(...simdArguments(pointers, strides, rows, length)),
      );
      if (typeof ran === 'string') return ran;
      results = ran;
    }
    tally.count(tally.cases, `kernel: modules ${typeof memory === 'number' ? 'in chunks' : memory}`);
  }
  const codes = exprs.map(codeOfExpr);
  const isGated = codes.some(hasGate);
  const model = precision === 'fast' ? FAST : EXACT;
  const points = pointsOf(given);
  let next = 0;
  for (const [j, { tree, by }] of outputs.entries()) {
    const expr = exprs[j]!;
    const result = expr.kind === 'operation' ? results[next++] : undefined;
    const path = by.length === 0 ? `kernel: values, ${precision}` : `kernel: derivatives, ${precision}`;
    const code = by.length === 0 ? codeOfTree(tree) : codes[j]!;
    const encloser = new Encloser(code, model, isGated);
    for (const [p, point] of points.entries()) {
      const got =
        result?.[p] ?? (expr.kind === 'constant' ? expr.value : point[(expr as { index: number }).index]!);
      const enclosure = encloser.at(point);
      if (!tally.compare(path, enclosure, got)) {
        return `${precision} d${by} ${written(tree)} at ${point} is ${got}, not in [${enclosure.lo}, ${enclosure.hi}] nan ${enclosure.nan}`;
      }
    }
    tally.count(
      tally.cases,
      `kernel: ${by.length === 0 ? 'expressions' : `derivatives of order ${by.length}`}`,
    );
    if (by.length === 0) continue;
    const wrong = compareWithJets(folded(codeOfTree(tree)), codes[j]!, by, points, tally);
    if (wrong !== undefined) return `d${by} ${written(tree)} ${wrong}`;
  }
  return undefined;
}

/** At how many points a derivative is compared with jets. */
const JET_POINTS = 6;

function compareWithJets(
  tree: Code,
  slope: Code,
  by: readonly number[],
  points: readonly (readonly number[])[],
  tally: Tally,
): string | undefined {
  const encloser = new Encloser(slope, FLOAT64);
  const skip = (reason: string): void => tally.count(tally.skipped, `jets: ${reason}`);
  for (const point of points.slice(0, JET_POINTS)) {
    const want = derivativeAt(tree, by, point);
    if ('skipped' in want) {
      skip(want.skipped);
      continue;
    }
    const { value } = want;
    // A computed exponent is rounded to float32 at each order.
    const error = want.error + 2e-6 * Math.abs(value);
    const { lo, hi, nan } = encloser.at(point);
    const size = Math.max(Math.abs(value), 1e-30);
    const isTiny = value === 0 && want.error === 0 && Math.max(Math.abs(lo), Math.abs(hi)) < 1e-200;
    if (isTiny || want.error > 1e-3 * size || hi - lo > 1e-3 * size || (nan === 1 && !Number.isNaN(lo))) {
      skip('ill-conditioned');
      continue;
    }
    if (nan === 2 || lo - error > value || hi + error < value) {
      return `at ${point} is [${lo}, ${hi}] nan ${nan} in float64, by jets ${value} within ${error}`;
    }
    tally.count(tally.compared, 'derivatives by jets');
  }
  return undefined;
}

/** The inputs of each element. */
export function pointsOf({ rows, length, lies, values }: KernelCase): number[][] {
  return Array.from({ length: rows * length }, (_, p) => {
    const [row, column] = [Math.floor(p / length), p % length];
    return lies.map((lie, i) => values[i]![{ whole: p, row: column, column: row, one: 0 }[lie]]!);
  });
}
