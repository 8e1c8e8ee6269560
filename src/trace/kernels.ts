// What each elementwise kernel of tfjs means: the kernels of the recorder. An operation is added here.
import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import { build, isTruth, toNumber, toTruth } from '../expr/build.js';
import { constant, type Expr, nodesOf } from '../expr/expr.js';
import type { OperationName } from '../expr/operations.js';
import { registerOnce } from '../tfjs/engine.js';
import { publicName } from './names.js';
import { NotElementwise, notElementwise, type Recorder, recorderName } from './recorder.js';

type Attributes = Readonly<Record<string, unknown>>;
type Meaning = (args: Expr[], attributes: Attributes) => Expr;

const call = (name: OperationName, ...args: Expr[]): Expr => build(name, args);
const ZERO = constant(0);
const ONE = constant(1);
const select = (condition: Expr, a: Expr, b: Expr): Expr => call('select', condition, a, b);

/** An operation of our own by the same meaning, on numbers. */
const same =
  (name: OperationName): Meaning =>
  (args) =>
    build(name, args.map(toNumber));
const logic =
  (name: OperationName): Meaning =>
  (args) =>
    build(name, args.map(toTruth));
/** Hand-written in terms of numbers. */
const numeric =
  (meaning: (...args: Expr[]) => Expr): Meaning =>
  (args) =>
    meaning(...args.map(toNumber));

const INFINITY = constant(Number.POSITIVE_INFINITY);
const SELU_ALPHA = constant(1.7580993408473768);
const SELU_SCALE = constant(1.0507009873554805);
const negativePart = (x: Expr, positive: Expr, negative: Expr): Expr =>
  select(call('gt', x, ZERO), positive, negative);

/** What each elementwise kernel of tfjs means. Kernels that are not here are not elementwise. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  Abs: same('abs'),
  Acos: same('acos'),
  Acosh: same('acosh'),
  Add: same('add'),
  AddN: numeric((...args) => args.reduce((sum, arg) => call('add', sum, arg))),
  Asin: same('asin'),
  Asinh: same('asinh'),
  Atan: same('atan'),
  Atan2: same('atan2'),
  Atanh: same('atanh'),
  BroadcastTo: (args) => args[0]!,
  Ceil: same('ceil'),
  ClipByValue: ([x], { clipValueMin, clipValueMax }) =>
    call(
      'min',
      call('max', toNumber(x!), constant(clipValueMin as number)),
      constant(clipValueMax as number),
    ),
  Cos: same('cos'),
  Cosh: same('cosh'),
  Elu: numeric((x) => select(call('lt', x, ZERO), call('expm1', x), x)),
  EluGrad: numeric((dy, y) => select(call('ge', y, ZERO), dy, call('mul', dy, call('add', y, ONE)))),
  Equal: same('eq'),
  Erf: same('erf'),
  Exp: same('exp'),
  ExpandDims: (args) => args[0]!,
  Expm1: same('expm1'),
  Fill: (_, { value }) => constant(value as number),
  Floor: same('floor'),
  FloorDiv: numeric((a, b) => call('floor', call('div', a, b))),
  Greater: same('gt'),
  GreaterEqual: same('ge'),
  Identity: (args) => args[0]!,
  IsFinite: numeric((x) => call('lt', call('abs', x), INFINITY)),
  IsInf: numeric((x) => call('eq', call('abs', x), INFINITY)),
  IsNan: numeric((x) => call('ne', x, x)),
  LeakyRelu: ([x], { alpha }) => leaky(toNumber(x!), constant(alpha as number)),
  Less: same('lt'),
  LessEqual: same('le'),
  Log: same('log'),
  Log1p: same('log1p'),
  LogicalAnd: logic('and'),
  LogicalNot: logic('not'),
  LogicalOr: logic('or'),
  LogicalXor: (args) => {
    const [a, b] = args.map(toTruth) as [Expr, Expr];
    return call('and', call('or', a, b), call('not', call('and', a, b)));
  },
  Maximum: same('max'),
  Minimum: same('min'),
  Mod: same('mod'),
  Multiply: same('mul'),
  Neg: same('neg'),
  NotEqual: same('ne'),
  OnesLike: () => ONE,
  Pow: same('pow'),
  Prelu: numeric((x, alpha) => leaky(x, alpha)),
  RealDiv: same('div'),
  Reciprocal: numeric((x) => call('div', ONE, x)),
  Relu: numeric((x) => select(call('le', x, ZERO), ZERO, x)),
  Relu6: numeric((x) =>
    select(call('le', x, ZERO), ZERO, select(call('gt', x, constant(6)), constant(6), x)),
  ),
  Reshape: (args) => args[0]!,
  Round: same('nearest'),
  Rsqrt: numeric((x) => call('div', ONE, call('sqrt', x))),
  Select: ([condition, a, b]) => select(toTruth(condition!), toNumber(a!), toNumber(b!)),
  Selu: numeric((x) =>
    negativePart(x, call('mul', SELU_SCALE, x), call('mul', SELU_ALPHA, call('expm1', x))),
  ),
  Sigmoid: same('sigmoid'),
  // x * 0 is x where x is a zero or NaN, and its slope is 0.
  Sign: numeric((x) =>
    select(call('gt', x, ZERO), ONE, select(call('lt', x, ZERO), constant(-1), call('mul', x, ZERO))),
  ),
  Sin: same('sin'),
  Sinh: same('sinh'),
  Softplus: same('softplus'),
  Sqrt: same('sqrt'),
  Square: numeric((x) => call('mul', x, x)),
  SquaredDifference: numeric((a, b) => {
    const difference = call('sub', a, b);
    return call('mul', difference, difference);
  }),
  Step: ([x], { alpha }) =>
    select(
      call('le', toNumber(x!), ZERO),
      constant((alpha as number) ?? 0),
      select(call('gt', toNumber(x!), ZERO), ONE, toNumber(x!)),
    ),
  Sub: same('sub'),
  Tan: same('tan'),
  Tanh: same('tanh'),
  Tile: (args) => args[0]!,
  ZerosLike: () => ZERO,
};

function leaky(x: Expr, alpha: Expr): Expr {
  return select(call('gt', x, ZERO), x, call('mul', alpha, x));
}

const TRUTH_KERNELS = new Set([
  ...['Equal', 'Greater', 'GreaterEqual', 'IsFinite', 'IsInf', 'IsNan', 'Less', 'LessEqual', 'NotEqual'],
  ...['LogicalAnd', 'LogicalNot', 'LogicalOr', 'LogicalXor'],
]);

/** Kernels whose results are float32 whatever their inputs are; tfjs casts the inputs of others itself. */
const FLOAT_KERNELS = new Set(['Exp', 'LeakyRelu', 'Prelu']);

/** Kernels that only change the shape: of a constant they may, of an input they may not. */
const SHAPE_KERNELS = new Set(['Reshape', 'ExpandDims', 'Tile', 'BroadcastTo']);

let registered = false;

/** Registers the kernels of the recorder, once. */
export function registerRecorderKernels(): void {
  if (registered) return;
  registered = true;
  const backendName = recorderName();
  for (const [kernel, meaning] of Object.entries({ ...MEANINGS, Cast: castTo })) {
    registerOnce<Attributes>(kernel, backendName, (attributes, backend, inputs) => {
      const recorder = backend as Recorder;
      const given = Object.values(inputs) as TensorInfo[];
      const args = given.map((tensor) => recorder.exprOf(tensor));
      const shape = shapeOf(kernel, given, args, attributes, recorder.tracedShape);
      return recorder.tensorInfo(meaning(args, attributes), shape, dtypeOf(kernel, given, attributes));
    });
  }
}

const castTo: Meaning = ([x], { dtype }) => {
  if (dtype === 'bool') return toTruth(x!);
  if (dtype === 'int32') return isTruth(x!) ? x! : call('trunc', x!);
  if (dtype === 'float32') return toNumber(x!);
  throw new NotElementwise(`tf.cast to ${dtype} has no meaning in float32`);
};

function shapeOf(
  kernel: string,
  given: readonly TensorInfo[],
  args: Expr[],
  attributes: Attributes,
  tracedShape: readonly number[],
): number[] {
  if (kernel === 'Fill') return attributes.shape as number[];
  const longest = given.reduce((a, { shape }) => (shape.length > a.length ? shape : a), [] as number[]);
  if (!SHAPE_KERNELS.has(kernel)) return longest;
  const size = kernel === 'ExpandDims' ? [1, ...longest] : (attributes.shape as number[] | undefined);
  const shape =
    kernel === 'Tile' ? longest.map((length, i) => length * (attributes.reps as number[])[i]!) : size;
  const isOfInputs = nodesOf([args[0]!]).some(({ kind }) => kind === 'input');
  if (isOfInputs && shape !== undefined && shape.join() !== tracedShape.join()) {
    const op = publicName(kernel);
    // In tf.norm it is not what the user asked for.
    if (op.slice(3).toLowerCase() !== kernel.toLowerCase()) throw notElementwise(op);
    throw new NotElementwise(`${op} changes the shape of an input; do that outside the activation`);
  }
  return shape ?? longest;
}

function dtypeOf(kernel: string, given: readonly TensorInfo[], attributes: Attributes): DataType {
  if (kernel === 'Cast') return attributes.dtype as DataType;
  if (TRUTH_KERNELS.has(kernel)) return 'bool';
  if (FLOAT_KERNELS.has(kernel)) return 'float32';
  if (kernel === 'FloorDiv' && given[0]!.dtype === 'bool') return 'int32';
  if (kernel === 'Fill') return (attributes.dtype as DataType) ?? 'float32';
  return given.at(-1)!.dtype;
}
