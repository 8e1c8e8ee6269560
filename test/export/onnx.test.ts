// Models run by onnxruntime, compiled to wasm, on the CPU.
import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { snake } from '../../src/activations/index.js';
import { toOnnx } from '../../src/export/index.js';
import { type Case, catalogueCases, handCases, randomCases } from './cases.js';
import { columns, differences } from './compare.js';
import { functionName } from './encoded.js';

beforeAll(() => {
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
});

/** The output of `model` for inputs of one shape. */
async function run(
  model: Uint8Array,
  inputs: Readonly<Record<string, ort.Tensor>>,
): Promise<ort.TypedTensor<'float32'>> {
  const session = await ort.InferenceSession.create(model);
  const outputs = await session.run(inputs);
  const output = outputs[session.outputNames[0]!] as ort.TypedTensor<'float32'>;
  await session.release();
  return output;
}

async function compare(cases: readonly Case[]): Promise<{ compared: number; faults: string[] }> {
  let compared = 0;
  const faults: string[] = [];
  for (const each of cases) {
    const name = functionName(each);
    const arrays = columns(each);
    const feed = Object.fromEntries(
      each.inputs.map((input, i) => [input, new ort.Tensor('float32', arrays[i]!, [arrays[i]!.length])]),
    );
    const models = [
      { what: 'value', model: toOnnx(each.op, { name }), wants: each.value },
      ...each.inputs.map((_, i) => ({
        what: `derivative ${i}`,
        model: toOnnx(each.op.derivative(i), { name: `${name}_derivative` }),
        wants: each.slopes[i]!,
      })),
    ];
    for (const { what, model, wants } of models) {
      const result = differences(each, what, (await run(model, feed)).data, wants);
      compared += result.compared;
      faults.push(...result.faults);
    }
  }
  return { compared, faults };
}

describe('toOnnx', () => {
  it('gives models of the catalogue that onnxruntime runs, values and derivatives within 2e-6', async () => {
    const { compared, faults } = await compare(catalogueCases());
    expect(faults).toEqual([]);
    expect(compared).toBeGreaterThan(10_000);
  });

  it('gives models of 200 random functions, of every operation, likewise', async () => {
    const cases = randomCases();
    expect(cases.length).toBeGreaterThanOrEqual(200);
    const { compared, faults } = await compare(cases);
    expect(faults).toEqual([]);
    expect(compared).toBeGreaterThan(10_000);
  }, 120_000);

  it('gives models of declared derivatives, of inputs alone and of constants, likewise', async () => {
    expect((await compare(handCases())).faults).toEqual([]);
  });

  it('gives models of any shape, whose inputs broadcast', async () => {
    const two = handCases().find(({ name }) => name === 'snakeOfTwo')!;
    const model = toOnnx(two.op);
    const column = new ort.Tensor('float32', Float32Array.of(1, 2, 3), [3, 1]);
    const row = new ort.Tensor('float32', Float32Array.of(1, 2), [2]);
    const output = await run(model, { x: column, lambda: row });
    expect(output.dims).toEqual([3, 2]);
    expect(output.data[3]).toBeCloseTo(2 + Math.sin(4) ** 2 / 2, 5);
    const second = handCases().find(({ name }) => name === 'justSecond')!;
    const wide = await run(toOnnx(second.op), { x: column, y: row });
    expect(wide.dims).toEqual([3, 2]);
    const scalar = await run(toOnnx(snake), { x: new ort.Tensor('float32', Float32Array.of(1), []) });
    expect(scalar.dims).toEqual([]);
  });

  it.each([15, 17, 20, 22, 25])('gives models of opset %i that onnxruntime takes', async (opset) => {
    const mean = handCases().find(({ name }) => name === 'snakeOfTwo')!;
    const x = new ort.Tensor('float32', Float32Array.of(1, 2), [2]);
    const { data } = await run(toOnnx(mean.op, { opset, rank: 1 }), { x, lambda: x });
    expect(data[1]).toBeCloseTo(2 + Math.sin(4) ** 2 / 2, 5);
  });
});
