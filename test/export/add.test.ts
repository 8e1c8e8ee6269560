// addToOnnx: models as converters leave them, with custom nodes, made here by a plain protobuf writer, and run by
// onnxruntime.
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { snake } from '../../src/activations/index.js';
import { addToOnnx, toOnnx } from '../../src/export/index.js';
import { call } from '../../src/expr/build.js';
import { input } from '../../src/expr/expr.js';
import { makeOp } from '../../src/tfjs/op/op.js';
import { messageOf, thrownBy } from '../thrown.js';

const FLOAT = 1;
const FLOAT16 = 10;
const BOOL = 9;

type Part = readonly [field: number, value: string | number | Uint8Array];

/** A message of fields: strings, messages and integers. */
function message(...parts: readonly Part[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const [field, value] of parts) {
    if (typeof value === 'number') writer.tag(field, 0).int64(value);
    else if (typeof value === 'string') writer.tag(field, 2).string(value);
    else writer.tag(field, 2).bytes(value);
  }
  return writer.finish();
}

const node = (
  type: string,
  inputs: readonly string[],
  output: string,
  domain = '',
  ...more: Part[]
): Uint8Array =>
  message(
    ...inputs.map((each): Part => [1, each]),
    [2, output],
    [3, `node ${output}`],
    [4, type],
    [7, domain],
    ...more,
  );
const info = (name: string, type = FLOAT): Uint8Array =>
  message([1, name], [2, message([1, message([1, type])])]);
const graph = (nodes: readonly Uint8Array[], inputs: readonly Uint8Array[], output: Uint8Array): Uint8Array =>
  message(...nodes.map((each): Part => [1, each]), [2, 'main'], ...inputs.map((each): Part => [11, each]), [
    12,
    output,
  ]);
const model = (content: Uint8Array, { opset = 17, ir = 7, domain = 'custom' } = {}): Uint8Array =>
  message(
    [1, ir],
    [2, 'a converter'],
    [7, content],
    [8, message([1, ''], [2, opset])],
    [8, message([1, domain], [2, 1])],
    [14, message([1, 'kept'], [2, 'yes'])],
  );

/** y = Relu(snake(Neg(x))). */
const converted = (domain: string, type = 'snake', ...more: Part[]): Uint8Array =>
  model(
    graph(
      [node('Neg', ['x'], 'a'), node(type, ['a'], 'b', domain, ...more), node('Relu', ['b'], 'y')],
      [info('x')],
      info('y'),
    ),
  );

async function run(bytes: Uint8Array, inputs: Record<string, ort.Tensor>): Promise<ort.Tensor> {
  const session = await ort.InferenceSession.create(bytes);
  const { y } = await session.run(inputs);
  return y!;
}

const f = (x: number): number => x + Math.sin(x) ** 2;
const x = new ort.Tensor('float32', Float32Array.of(-2, -1, 0.5), [3]);

beforeAll(() => {
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
});

describe('addToOnnx', () => {
  it.each(['', 'custom', 'ai.onnx.contrib'])(
    'puts the op in place of nodes of the domain "%s"',
    async (domain) => {
      const fixed = addToOnnx(converted(domain), snake);
      const { data } = await run(fixed, { x });
      for (const [i, each] of [2, 1, -0.5].entries()) expect(data[i]).toBeCloseTo(Math.max(f(each), 0), 5);
    },
  );

  it('keeps all else as it is', () => {
    const fixed = Buffer.from(addToOnnx(converted('custom'), snake));
    for (const part of ['a converter', 'kept', 'node b', 'main']) expect(fixed.includes(part)).toBe(true);
  });

  it('takes nodes of another type by name', async () => {
    const fixed = addToOnnx(converted('', 'MySnake'), snake, { name: 'MySnake' });
    expect((await run(fixed, { x })).data[0]).toBeCloseTo(f(2), 5);
  });

  it('reaches into branches, and computes for other types of numbers', async () => {
    const branch = (name: string, type: string): Uint8Array =>
      message([1, node(type, ['x'], name)], [2, name], [12, info(name, FLOAT16)]);
    const attribute = (name: string, value: Uint8Array): Part => [5, message([1, name], [6, value], [20, 5])];
    const conditional = node(
      'If',
      ['c'],
      'y',
      '',
      attribute('then_branch', branch('p', 'snake')),
      attribute('else_branch', branch('q', 'Neg')),
    );
    const fixed = addToOnnx(
      model(graph([conditional], [info('c', BOOL), info('x', FLOAT16)], info('y', FLOAT16))),
      snake,
    );
    // 2 as a float16.
    const half = new ort.Tensor('float16', Uint16Array.of(0x4000) as never, [1]);
    const y = await run(fixed, { c: new ort.Tensor('bool', [true], []), x: half });
    const bits = new Uint16Array((y.data as ArrayBufferView).buffer)[0]!;
    expect((1 + (bits & 0x3ff) / 1024) * 2 ** ((bits >> 10) - 15)).toBeCloseTo(f(2), 2);
  });

  it('can be done again, with one function left', async () => {
    const once = addToOnnx(converted(''), snake);
    const twice = addToOnnx(once, snake);
    expect(twice.length).toBe(once.length);
    expect((await run(twice, { x })).data[0]).toBeCloseTo(f(2), 5);
    expect((await run(addToOnnx(toOnnx(snake), snake), { x })).data[0]).toBeCloseTo(f(-2), 5);
  });
});

describe('addToOnnx refuses', () => {
  const two = makeOp({
    name: 'snake',
    inputs: ['x', 'a'],
    expr: call('mul', input(0), input(1)),
    precision: 'fast',
  });

  it('what is no model', () => {
    expect(thrownBy(() => addToOnnx('model.onnx' as never, snake))).toBeInstanceOf(TypeError);
    const text = new TextEncoder().encode('{"format": "layers-model"}');
    expect(messageOf(() => addToOnnx(text, snake))).toBe(
      'addToOnnx: expected the bytes of an ONNX model, got 26 bytes that are something else, or are cut off',
    );
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
    for (const bytes of [png, new Uint8Array(0), new Uint8Array(64), converted('').subarray(0, 90)]) {
      expect(messageOf(() => addToOnnx(bytes, snake))).toContain('expected the bytes of an ONNX model');
    }
  });

  it('a model without such a node, and says which ones it has', () => {
    expect(messageOf(() => addToOnnx(converted('custom', 'Snake'), snake))).toBe(
      'addToOnnx: expected a model with a node of type snake, got one with Neg, custom:Snake, Relu; ' +
        'give the option name the type of the node',
    );
  });

  it('nodes of another number of inputs', () => {
    expect(messageOf(() => addToOnnx(converted(''), two))).toBe(
      'addToOnnx: expected nodes of 2 inputs (x, a) and 1 output, as the op has, got 1 and 1 in the node "node b" of type snake',
    );
  });

  it('nodes with attributes, unless they are to be ignored', () => {
    const alpha: Part = [5, message([1, 'alpha'], [3, 2], [20, 2])];
    const given = converted('', 'snake', alpha);
    expect(messageOf(() => addToOnnx(given, snake))).toContain(
      'expected nodes without attributes, got alpha',
    );
    expect(Buffer.from(addToOnnx(given, snake, { attributes: 'ignore' })).includes('alpha')).toBe(false);
  });

  it('an opset without functions of a model', () => {
    const old = model(graph([node('snake', ['x'], 'y')], [info('x')], info('y')), { opset: 11 });
    expect(messageOf(() => addToOnnx(old, snake))).toBe(
      'addToOnnx: expected a model of opset 15 to 25, got one of 11; convert it first, by ' +
        'onnx.version_converter.convert_version(model, 15) in Python',
    );
  });

  it('graphs in graphs without end', () => {
    let inner = graph([node('snake', ['x'], 'y')], [], info('y'));
    for (let i = 0; i < 80; i++) {
      inner = graph(
        [node('If', ['c'], 'y', '', [5, message([1, 'then_branch'], [6, inner], [20, 5])])],
        [],
        info('y'),
      );
    }
    expect(messageOf(() => addToOnnx(model(inner), snake))).toContain('graphs at most 50 deep');
  });
});
