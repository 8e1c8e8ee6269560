// Plain functions with branches and loops through vectorize: the function itself is run in float64, and its statements on
// jets for the derivatives. Both are compared with the expression that was compiled, and that with what backends compute.
import * as tf from '@tensorflow/tfjs';
import { definitionOfOp } from '../../src/tfjs/op/op.js';
import { vectorize } from '../../src/vectorize/index.js';
import { useBackend } from './backends.js';
import { codeOfExpr } from './code.js';
import { Encloser, isWithin } from './enclosure.js';
import { derived } from './expr.js';
import { derivativeOfRun } from './jets.js';
import { EXACT, FAST, FLOAT64 } from './model.js';
import { drawProgram, type Program, runProgram, simplerPrograms, sourceOf } from './program.js';
import type { Random } from './random.js';
import type { Tally } from './tally.js';
import { drawValue } from './values.js';

export interface PlainCase {
  readonly kind: 'plain';
  readonly program: Program;
  readonly precision: 'fast' | 'exact';
  readonly backend: 'wasm' | 'cpu';
  readonly by: readonly number[];
  readonly points: readonly (readonly number[])[];
}

export function drawPlainCase(random: Random): PlainCase {
  const program = drawProgram(random);
  const { inputs } = program;
  const by = Array.from({ length: random.below(4) }, () => random.below(inputs));
  const points = Array.from({ length: 5 + random.below(12) }, () =>
    Array.from({ length: inputs }, () => drawValue(random)),
  );
  const precision = random.chance(0.5) ? 'fast' : 'exact';
  return { kind: 'plain', program, precision, backend: random.oneOf(['wasm', 'cpu']), by, points };
}

export function* simplerPlain(given: PlainCase): Generator<PlainCase> {
  if (given.by.length > 0) yield { ...given, by: given.by.slice(1) };
  if (given.points.length > 1) for (const point of given.points) yield { ...given, points: [point] };
  for (const program of simplerPrograms(given.program)) yield { ...given, program };
}

type Plain = (...inputs: number[]) => number;

/** What is wrong, or undefined. */
export async function runPlainCase(given: PlainCase, tally: Tally): Promise<string | undefined> {
  const { program, precision, backend, by, points } = given;
  const { inputs } = program;
  const names = Array.from({ length: inputs }, (_, i) => `x${i}`);
  const source = sourceOf(program);
  const plain = new Function(...names, source) as Plain;
  const op = vectorize('fuzzedPlain', plain as (x: number) => number, { precision, replace: true });
  const { expr } = definitionOfOp(op)!;
  tally.count(tally.cases, 'plain: functions');
  const value = codeOfExpr(expr!);
  const slope = derived(expr!, by);
  const inFloat64 = new Encloser(value, FLOAT64);
  const ofSlope = new Encloser(codeOfExpr(slope), FLOAT64);
  for (const point of points) {
    const want = plain(...point);
    if (!inFloat64.isUndecided(point)) {
      const { lo: least, hi: most, nan } = inFloat64.at(point);
      // A constant that was computed is rounded to float32, and may be a power of two by chance.
      const [lo, hi] = [least - 1e-6 * Math.abs(least), most + 1e-6 * Math.abs(most)].map((x, i) =>
        Number.isNaN(x) ? [least, most][i]! : x,
      ) as [number, number];
      // -0 of the function may be 0, as the sign of zeros is not kept where branches are merged.
      if (!isWithin({ lo: lo === 0 ? -0 : lo, hi: hi === 0 ? 0 : hi, nan }, want)) {
        return `{ ${source} } at ${point} is ${want}, compiled [${lo}, ${hi}] nan ${nan}`;
      }
      tally.count(tally.compared, 'plain: values against the function');
    } else tally.count(tally.skipped, 'plain: a comparison within the error of float32 constants');
    if (by.length === 0) continue;
    const jet = derivativeOfRun((start) => runProgram(program, start), by, point);
    if ('skipped' in jet) {
      tally.count(tally.skipped, `plain, jets: ${jet.skipped}`);
      continue;
    }
    if (ofSlope.isUndecided(point)) {
      tally.count(tally.skipped, 'plain, jets: a comparison within the error of float32 constants');
      continue;
    }
    const { lo, hi, nan } = ofSlope.at(point);
    const size = Math.max(Math.abs(jet.value), 1e-30);
    if (jet.error > 1e-3 * size || hi - lo > 1e-3 * size || nan === 1) {
      tally.count(tally.skipped, 'plain, jets: ill-conditioned');
      continue;
    }
    const error = jet.error + 2e-6 * size;
    if (nan === 2 || lo - error > jet.value || hi + error < jet.value) {
      return `d${by} { ${source} } at ${point} is [${lo}, ${hi}] nan ${nan}, by jets ${jet.value}`;
    }
    tally.count(tally.compared, 'plain: derivatives by jets');
  }
  await useBackend(backend);
  const model = precision === 'fast' ? FAST : EXACT;
  const got = tf.tidy(() => {
    const xs = names.map((_, i) => tf.tensor1d(points.map((point) => point[i]!)));
    return [...op(...(xs as [tf.Tensor])).dataSync()];
  });
  const encloser = new Encloser(value, model);
  for (const [p, point] of points.entries()) {
    const enclosure = encloser.at(point);
    if (!tally.compare(`plain: values on ${backend}, ${precision}`, enclosure, got[p]!)) {
      return `${precision} { ${source} } on ${backend} at ${point} is ${got[p]}, not in [${enclosure.lo}, ${enclosure.hi}]`;
    }
  }
  return undefined;
}
