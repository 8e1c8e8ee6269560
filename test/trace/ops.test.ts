// The public ops of tfjs, called on the input of a function: it is traced and has the values of tfjs, or it is refused
// by the name that the user wrote.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { activation } from '../../src/index.js';
import { useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';
import { valuesOf } from '../tfjs/values.js';

type X = tf.Tensor;
/** Ops take what they take; here all are called by what their names say. */
type Call = (x: never) => unknown;

// biome-ignore format: a line for each kind
const UNARY = `
  abs acos acosh asin asinh atan atanh ceil clone cos cosh elu erf exp expm1 floor leakyRelu log log1p logSigmoid neg
  onesLike reciprocal relu relu6 round rsqrt selu sigmoid sign sin sinh softplus sqrt square step tan tanh zerosLike`;
const BINARY = 'add sub mul div divNoNan floorDiv maximum minimum mod pow prelu squaredDifference atan2';
const TRUTHS = 'equal notEqual greater greaterEqual less lessEqual';

const TRACED: Record<string, Call> = {
  addN: (x) => tf.addN([x, x]),
  broadcastTo: (x: X) => tf.broadcastTo(x, x.shape),
  cast: (x) => tf.cast(x, 'int32'),
  clipByValue: (x) => tf.clipByValue(x, -1, 1),
  fill: (x: X) => tf.add(x, tf.fill(x.shape, 2)),
  isFinite: (x) => tf.isFinite(x),
  isInf: (x) => tf.isInf(x),
  isNaN: (x) => tf.isNaN(x),
  logicalAnd: (x) => tf.logicalAnd(tf.greater(x, 0), tf.less(x, 1)),
  logicalNot: (x) => tf.logicalNot(tf.greater(x, 0)),
  logicalOr: (x) => tf.logicalOr(tf.greater(x, 1), tf.less(x, 0)),
  logicalXor: (x) => tf.logicalXor(tf.greater(x, 1), tf.less(x, 2)),
  movingAverage: (x) => tf.movingAverage(x, tf.zerosLike(x), 0.5, undefined, false),
  reshape: (x: X) => tf.reshape(x, x.shape),
  tile: (x: X) => tf.tile(x, x.shape.map(() => 1)),
  where: (x) => tf.where(tf.greater(x, 0), x, tf.neg(x)),
  ...Object.fromEntries(UNARY.trim().split(/\s+/).map((name) => [name, (x: X) => opNamed(name)(x)])),
  ...Object.fromEntries(BINARY.split(' ').map((name) => [name, (x: X) => opNamed(name)(x, tf.scalar(1.5))])),
  ...Object.fromEntries(TRUTHS.split(' ').map((name) => [name, (x: X) => opNamed(name)(x, 0.5)])),
}; // biome-ignore format: a row each

const REFUSED: Record<string, Call> = {
  all: (x) => tf.all(tf.greater(x, 0)),
  any: (x) => tf.any(tf.greater(x, 0)),
  argMax: (x) => tf.argMax(x),
  argMin: (x) => tf.argMin(x),
  avgPool: (x: X) => tf.avgPool(x as never, 2, 1, 'valid'),
  batchNorm: (x) => tf.batchNorm(x, 0 as never, 1 as never),
  bincount: () => tf.bincount(tf.zeros([1], 'int32'), tf.zeros([1]), 2),
  broadcastArgs: () => tf.broadcastArgs(tf.ones([1], 'int32'), tf.ones([1], 'int32')),
  concat: (x) => tf.concat([x, x]),
  conv2d: (x: X) => tf.conv2d(x as never, tf.zeros([1, 1, x.shape.at(-1)!, 1]) as never, 1, 'same'),
  cumprod: (x) => tf.cumprod(x),
  cumsum: (x) => tf.cumsum(x),
  diag: (x) => tf.diag(x),
  dot: () => tf.dot(tf.ones([2]), tf.ones([2])),
  dropout: (x) => tf.dropout(x, 0.5),
  einsum: (x) => tf.einsum('abc->cba', x),
  eye: (x) => tf.mul(x, tf.eye(3)),
  euclideanNorm: (x) => tf.euclideanNorm(x),
  expandDims: (x) => tf.expandDims(x),
  gather: (x) => tf.gather(x, [0]),
  gatherND: (x) => tf.gatherND(x, tf.zeros([1, 1], 'int32')),
  localResponseNormalization: (x) => tf.localResponseNormalization(x),
  logSoftmax: (x) => tf.logSoftmax(x),
  logSumExp: (x) => tf.logSumExp(x),
  matMul: (x) => tf.matMul(x, x, false, true),
  max: (x) => tf.max(x),
  mean: (x) => tf.mean(x),
  min: (x) => tf.min(x),
  mirrorPad: (x) => tf.mirrorPad(x, [[0, 0], [1, 1], [1, 1]], 'reflect'),
  moments: (x) => tf.moments(x).mean,
  norm: (x) => tf.norm(x),
  oneHot: () => tf.oneHot(tf.zeros([2], 'int32'), 3),
  outerProduct: () => tf.outerProduct(tf.ones([2]) as never, tf.ones([2]) as never),
  pad: (x) => tf.pad(x, [[0, 1], [0, 0], [0, 0]]),
  prod: (x) => tf.prod(x),
  rand: () => tf.rand([4], () => Math.random()),
  randomGamma: () => tf.randomGamma([4], 1),
  randomNormal: (x: X) => tf.randomNormal(x.shape as never),
  randomStandardNormal: (x: X) => tf.randomStandardNormal(x.shape as never),
  randomUniform: (x: X) => tf.randomUniform(x.shape),
  randomUniformInt: (x: X) => tf.randomUniformInt(x.shape, 0, 1e6),
  reverse: (x) => tf.reverse(x),
  searchSorted: (x) => tf.searchSorted(x, x),
  slice: (x) => tf.slice(x, 0, 1),
  softmax: (x) => tf.softmax(x),
  split: (x: X) => tf.split(x, 1)[0]!,
  stack: (x) => tf.stack([x, x]),
  sum: (x) => tf.sum(x),
  topk: (x) => tf.topk(x).values,
  transpose: (x) => tf.transpose(x),
  truncatedNormal: (x: X) => tf.truncatedNormal(x.shape as never),
  unique: (x) => tf.unique(x).values,
  unstack: (x: X) => tf.unstack(x)[0]!,
  'image.resizeBilinear': (x) => tf.image.resizeBilinear(x, [2, 2]),
  'image.resizeNearestNeighbor': (x) => tf.image.resizeNearestNeighbor(x, [2, 2]),
  'linalg.bandPart': (x) => tf.linalg.bandPart(x, 1, 1),
  'linalg.gramSchmidt': (x) => tf.linalg.gramSchmidt(x),
  'losses.absoluteDifference': (x) => tf.losses.absoluteDifference(x, x),
  'losses.cosineDistance': (x) => tf.losses.cosineDistance(x, x, 0),
  'losses.hingeLoss': (x) => tf.losses.hingeLoss(x, x),
  'losses.huberLoss': (x) => tf.losses.huberLoss(x, x),
  'losses.logLoss': (x) => tf.losses.logLoss(x, x),
  'losses.meanSquaredError': (x) => tf.losses.meanSquaredError(x, x),
  'losses.sigmoidCrossEntropy': (x) => tf.losses.sigmoidCrossEntropy(x, x),
  'losses.softmaxCrossEntropy': (x) => tf.losses.softmaxCrossEntropy(x, x),
  'signal.hannWindow': () => tf.signal.hannWindow(4),
  'signal.frame': () => tf.signal.frame(tf.zeros([8]) as never, 4, 2),
  'spectral.rfft': (x) => tf.spectral.rfft(x),
  'fused.matMul': (x) => tf.fused.matMul({ a: x, b: x, transposeB: true }),
}; // biome-ignore format: a row each

function opNamed(name: string): (...args: unknown[]) => X {
  return (tf as unknown as Record<string, (...args: unknown[]) => X>)[name]!;
}

describe('in a function', () => {
  beforeEach(() => useBackend('cpu'));
  watchForLeaksAndWarnings();

  it.each(Object.entries(TRACED))('tf.%s is traced', (name, call) => {
    const fn = (x: X): X => tf.cast(call(x as never) as X, 'float32');
    const op = activation(`ops${name}`, fn);
    const x = tf.tensor1d([-2, -0.75, -0.25, 0, 0.25, 0.5, 0.9, 1, 1.25, 3]);
    const [got, expected] = [valuesOf(() => op(x)), valuesOf(() => fn(x))];
    expected.forEach((each, i) => {
      if (Number.isFinite(each)) expect(got[i]).toBeCloseTo(each, 4);
      else expect(got[i]).toBe(each);
    });
    x.dispose();
  });

  it.each(Object.entries(REFUSED))('tf.%s is refused by its name', (name, call) => {
    let message = '';
    try {
      activation('opsRefused', (x) => call(x as never) as X);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(/^activation "opsRefused": /);
    expect(message).toMatch(new RegExp(`: tf\\.${name.replace('.', '\\.')} (is not|makes|changes)`));
    expect(message).toContain('outside the activation');
  });
});
