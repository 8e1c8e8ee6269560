// Users' programs under `tsc --strict`: what must compile does, and what must not is expected not to.
import { resolve } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectBuilt } from '../scripts/built.js';

beforeAll(() => expectBuilt('js'));

/** As a file of a project that has lanewise installed. */
const FILE = resolve('build/user.mts');

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: [],
};

/** Declarations that have been read. */
const libraries = new Map<string, ts.SourceFile | undefined>();

function errorsOf(code: string, options: ts.CompilerOptions = {}): string[] {
  const all = { ...OPTIONS, ...options };
  const host = ts.createCompilerHost(all);
  const { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (name, ...rest) => {
    if (name === FILE) return ts.createSourceFile(name, code, rest[0]);
    if (!libraries.has(name)) libraries.set(name, getSourceFile(name, ...rest));
    return libraries.get(name);
  };
  host.fileExists = (name) => name === FILE || fileExists(name);
  host.readFile = (name) => (name === FILE ? code : readFile(name));
  return ts.getPreEmitDiagnostics(ts.createProgram([FILE], all, host)).map(({ messageText, start = 0 }) => {
    const line = code.slice(0, start).split('\n').length;
    return `line ${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

const IMPORTS = `
import * as tf from '@tensorflow/tfjs';
import { type Activation, activation, cbrt, checkDerivative, elementwise, type Op, spiky } from 'lanewise';
import { silu } from 'lanewise/activations';
import { activationLayer, fromKeras, kerasHandler, type KerasOptions } from 'lanewise/layers';
import { registerGraphOp } from 'lanewise/graph';
import { js, vectorize } from 'lanewise/vectorize';
import { checkKernel, kernelOp } from 'lanewise/kernels';
`;

const PROGRAM = `${IMPORTS}
const mish2 = activation('mish2', (x) => tf.mul(x, tf.tanh(tf.softplus(x))));
const snake = elementwise('snake', (x, a) => tf.add(x, tf.mul(a, x)), { inputs: ['x', 'a'] });
const unnamed = elementwise('unnamed', (x, a) => tf.mul(x, a));
const straight = elementwise('straight', (a, b) => tf.mul(a, b), { derivative: (a, b) => [b, a] });

const oneEach = elementwise('oneEach', (x, a) => tf.mul(x, a), { inputs: ['x', 'a'], derivative: [(x, a) => a, (x, _a) => x] });
const byName: tf.Tensor = snake.derivative('a')(1, 2);
const slopeOfNamed: Op = mish2.derivative('x');
const declared: Activation = activation('declared', (x) => tf.sign(x), { derivative: [(x) => tf.onesLike(x)] });
const asOp: Op = declared;
const asFunction: (x: tf.Tensor) => tf.Tensor = declared;

const x: tf.Tensor2D = tf.ones([2, 2]);
const y: tf.Tensor2D = mish2(x);
const z: tf.Tensor = snake(x, 5);
const slope: tf.Tensor = mish2.derivative()(y);
const one: tf.Tensor1D = mish2(tf.tensor1d([1, 2]));
const fromNumbers: tf.Tensor = mish2([1, 2]);
const ofVariable: tf.Tensor2D = mish2(tf.variable(x));
const all: tf.Tensor[] = [x, y].map(mish2);
tf.grad(mish2)(x);
tf.valueAndGrad(spiky)(x);
const names: readonly ['x', 'a'] = snake.inputs;
const report = checkDerivative(mish2).then(({ ok }) => ok);

const layers: tf.layers.Layer[] = [
  tf.layers.dense({ units: 8, activation: mish2.identifier }),
  tf.layers.conv2d({ filters: 8, kernelSize: 3, activation: spiky.identifier }),
  tf.layers.gru({ units: 8, activation: spiky.identifier, recurrentActivation: mish2.identifier }),
  tf.layers.activation({ activation: mish2.identifier }),
  tf.layers.dense({ units: 8, activation: mish2 }),
  tf.layers.conv2d({ filters: 8, kernelSize: 3, activation: spiky }),
  tf.layers.lstm({ units: 8, activation: spiky, recurrentActivation: silu }),
  tf.layers.activation({ activation: cbrt }),
  activationLayer(mish2),
  activationLayer(mish2, { inputShape: [4], name: 'mine' }),
  activationLayer(snake, { parameters: { a: 5 } }),
  activationLayer(snake, {
    parameters: {
      a: {
        initializer: tf.initializers.ones(),
        regularizer: tf.regularizers.l2({ l2: 0.1 }),
        constraint: 'nonNeg',
        sharedAxes: [1, 2],
        trainable: false,
      },
    },
  }),
  activationLayer(snake, { parameters: { a: { initializer: 'ones' } } }),
  activationLayer(unnamed, { parameters: { b: { initializer: 1 } } }),
];
const model = tf.sequential({ layers });
model.add(activationLayer(spiky));
const output = activationLayer(spiky).apply(tf.input({ shape: [4] })) as tf.SymbolicTensor;

const options: KerasOptions = { activations: { 'Custom>spiky': spiky }, layers: { lambda: mish2, other: activationLayer(spiky) } };
tf.loadLayersModel(kerasHandler('https://example.org/model.json', options));
const load = async (handler: tf.io.IOHandler): Promise<tf.LayersModel> => {
  const artifacts: tf.io.ModelArtifacts = fromKeras(await handler.load!(), options);
  return tf.loadLayersModel(tf.io.fromMemory(artifacts));
};

const squared = kernelOp('squared', {
  inputs: ['x'],
  wasm: { unshared: new Uint8Array(), shared: new ArrayBuffer(8) },
  forward: 'forward',
  backward: 'backward',
  javascript: { forward: (x, y) => y.set(x) },
  formula: (x) => tf.square(x),
});
const squares: tf.Tensor2D = squared(x);
tf.layers.dense({ units: 8, activation: squared.identifier });
const both = kernelOp('both', {
  inputs: ['a', 'b'],
  outputs: ['s', 'p'],
  forward(a, b, s, p) {
    for (let i = 0; i < s.length; i++) [s[i], p[i]] = [(a[i] ?? 0) + (b[i] ?? 0), (a[i] ?? 0) * (b[i] ?? 0)];
  },
  backward: (a, b, ds, dp, da, db) => [a, b, ds, dp, da, db].forEach((array) => array.length),
});
const [sum, product] = both(x, 5);
const second: tf.Tensor = tf.add(sum, product);
tf.grads((a, b) => both(a, b)[1])([x, y]);
const inputsOfBoth: readonly ['a', 'b'] = both.inputs;
const two = kernelOp('two', { inputs: ['x', 'a'], forward: (x, a, y) => y.set(x), backward: both });
const scaledLayer = activationLayer(two, { parameters: { a: 5 } });
const straightKernel = kernelOp('straightKernel', { inputs: ['x'], forward: 'f', wasm: () => new Uint8Array(), backward: snake, lazy: true });
const { findings }: { readonly findings: readonly string[] } = checkKernel(both, { tolerance: 0.1 });
checkKernel(straightKernel).ok;

const maybe = <T,>(value: T): T | undefined => (names.length > 1 ? value : undefined);
const plain = vectorize('plain', (x) => (x > 0 ? x : 0), { derivative: (x) => x > 0 });
const plainLayer = tf.layers.dense({ units: 8, activation: plain.identifier });
const plainSnake = vectorize(
  'plainSnake',
  (x: number, a: number, { scale }: { scale: number }) => x + (scale * Math.sin(a * x) ** 2) / a,
  { uses: { scale: 1 }, inputs: ['x', 'a'], derivative: (x: number, a: number, { scale }) => [scale * x, a] },
);
const plainNames: readonly ['x', 'a'] = plainSnake.inputs;
const plainLeaky = vectorize('plainLeaky', (x, { slope, bend }: { slope: number; bend: (x: number) => number }) => slope * bend(x), {
  uses: { slope: 0.1, bend: plain },
});
const plainTwo = vectorize('plainTwo', (x: number, a: number) => x * a, { host: true, derivative: 'numeric' });
const plainSource = vectorize('plainSource', js\`(x) => x\`).identifier;
const plainSourceTwo: readonly ['x', 'a'] = vectorize('plainSourceTwo', '(x, a) => x * a', { inputs: ['x', 'a'] }).inputs;
const notes: readonly string[] = plainTwo.explain().notes;
activationLayer(plainSnake, { parameters: { a: 5 } });
vectorize('maybe', (x) => x, { derivative: maybe((x: number) => x), host: maybe(true), uses: maybe({ k: 1 }), precision: maybe<'exact'>('exact') });

activation('maybe', (x) => x, {
  derivative: maybe((x: tf.Tensor) => x),
  precision: maybe<'exact'>('exact'),
  replace: maybe(true),
  lazy: maybe(true),
});
elementwise('maybe', (x, a) => tf.mul(x, a), { inputs: maybe<readonly ['x', 'a']>(['x', 'a']), precision: maybe<'fast'>('fast') });
activationLayer(spiky, { parameters: maybe({}) });
activationLayer(snake, {
  parameters: {
    a: {
      initializer: 1,
      regularizer: maybe('l1l2'),
      constraint: maybe('nonNeg'),
      sharedAxes: maybe([1]),
      trainable: maybe(true),
    },
  },
});
fromKeras({}, { activations: maybe({ bent: spiky }), layers: maybe({ lambda: spiky }) });
registerGraphOp('Maybe', snake, { attributes: maybe(['a']), replace: maybe(true) });

registerGraphOp('Spiky', spiky);
registerGraphOp('Snake', snake, { attributes: ['a'] });
registerGraphOp('Snake2', snake, { attributes: { a: { name: 'frequency', default: 5 } } });

export { type all, type asFunction, type asOp, type byName, type oneEach, type slopeOfNamed, type fromNumbers, type load, type model, type names, notes, type ofVariable, type one, type output, type plainLayer, type plainLeaky, type plainNames, type plainSource, plainSourceTwo, type report, type slope, type straight, type y, type z };

`;

/** Each of these must not compile. */
const WRONG: string[] = [
  'const variable: tf.Variable = spiky(tf.variable(tf.scalar(1)));',
  'const matrix: tf.Tensor2D = spiky(tf.tensor1d([1]));',
  "activation('two', (x: tf.Tensor, a: tf.Tensor) => tf.mul(x, a));",
  "activation('number', () => 1);",
  'activation((x) => x);',
  "activation('best', (x) => x, { precision: 'best' });",
  "elementwise('few', (x, a) => tf.mul(x, a), { inputs: ['x'] });",
  "elementwise('many', (x, a) => tf.mul(x, a), { inputs: ['x', 'a', 'b'] });",
  "elementwise('number', (x, a) => tf.mul(x, a), { inputs: ['x', 1] });",
  "tf.layers.dense({ units: 8, activation: 'spiky' });",
  'tf.layers.dense({ units: 8, activation: snake });',
  'tf.layers.dense({ units: 8, activation: (x: tf.Tensor) => x });',
  "snake.derivative('b');",
  "elementwise('fewSlopes', (x, a) => tf.mul(x, a), { derivative: [(x, a) => a] });",
  "elementwise('numberSlopes', (x, a) => tf.mul(x, a), { derivative: [(x, a) => a, 1] });",
  'activationLayer((x: tf.Tensor) => x);',
  "activationLayer('spiky');",
  'activationLayer(spiky, { parameters: { a: { initializer: true } } });',
  'activationLayer(snake);',
  'activationLayer(snake, { inputShape: [4] });',
  'activationLayer(snake, { parameters: {} });',
  'activationLayer(snake, { parameters: { b: 5 } });',
  'activationLayer(snake, { parameters: { a: 5, b: 5 } });',
  "activationLayer(snake, { parameters: { a: '5' } });",
  'activationLayer(snake, { parameters: { a: { trainable: true } } });',
  "activationLayer(snake, { parameters: { a: { initializer: 'ones', sharedAxis: 1 } } });",
  "activationLayer(snake, { parameters: { a: 5 }, inputShape: 'four' });",
  'fromKeras({}, { activations: { spiky: (x: tf.Tensor) => x } });',
  "fromKeras('model.json');",
  'fromKeras({}, { lambdas: {} });',
  'kerasHandler(5);',
  "vectorize('text', (x: number) => 'text');",
  "vectorize('few', (x: number, a: number) => x * a, { inputs: ['x'] });",
  "vectorize('unused', (x: number, { k }: { k: number }) => k * x);",
  "vectorize('wrong', (x: number, { k }: { k: number }) => k * x, { uses: { k: 'one' } });",
  "vectorize('async', async (x: number) => x);",
  "vectorize('option', (x: number) => x, { hosts: true });",
  "vectorize('tensor', (x: tf.Tensor) => x);",
  "vectorize('slope', (x: number, a: number) => x * a, { derivative: (x: number, a: number) => a });",
  'registerGraphOp(spiky);',
  "registerGraphOp('Spiky', tf.abs);",
  "registerGraphOp('Snake', snake, { attributes: { a: 5 } });",
  "kernelOp('none');",
  "kernelOp('noForward', { inputs: ['x'] });",
  "kernelOp('notNames', { inputs: [5], forward: 'f' });",
  "kernelOp('many', { inputs: ['x'], forward: (x, y, z) => [x, y, z] });",
  "kernelOp('tensors', { inputs: ['x'], forward: (x: tf.Tensor) => x });",
  "kernelOp('wasm', { inputs: ['x'], forward: 'f', wasm: 'f.wasm' });",
  "kernelOp('pair', { inputs: ['x'], outputs: ['y', 'z'], forward: 'f' }).identifier;",
  "kernelOp('pair', { inputs: ['x'], outputs: ['y', 'z'], forward: 'f' })(1)[2];",
  'checkKernel((x: tf.Tensor) => x);',
];

describe('under tsc --strict', () => {
  it('a program with all entries compiles, without a cast', () => {
    expect(errorsOf(PROGRAM)).toEqual([]);
    expect(PROGRAM.match(/ as (?!tf\b|tf.SymbolicTensor)w+/g)).toBeNull();
  });

  it('it compiles with the strictest options, as bundlers resolve', () => {
    const options = {
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      verbatimModuleSyntax: true,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
    };
    expect(errorsOf(PROGRAM, options)).toEqual([]);
  });

  it('each wrong use is refused', () => {
    const lines = WRONG.map((line) => `// @ts-expect-error\n${line}`).join('\n');
    const snake = "const snake = elementwise('snake', (x, a) => tf.mul(x, a), { inputs: ['x', 'a'] });";
    const unused =
      'void [vectorize, js, checkDerivative, kerasHandler, registerGraphOp, checkKernel, silu, cbrt];';
    const code = `${IMPORTS}${snake}\n${lines}\n${unused}`;
    const where = (error: string): string => `${error} (${code.split('\n')[Number(/\d+/.exec(error)![0])]})`;
    expect(errorsOf(code).map(where)).toEqual([]);
  });
});
