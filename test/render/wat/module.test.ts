import { describe, expect, it } from 'vitest';
import { build, toNumber, toTruth } from '../../../src/expr/build.js';
import { derivative } from '../../../src/expr/derivative.js';
import { constant, type Expr, input } from '../../../src/expr/expr.js';
import { BINARY, COMPARISON, LOGIC, type OperationName, UNARY } from '../../../src/expr/operations.js';
import type { Precision } from '../../../src/expr/program.js';
import { renderWat } from '../../../src/render/wat/module.js';
import { assemble } from '../../../src/wasm/assemble/assemble.js';
import '../../every-operation.js';
import { evaluate32, SPECIAL } from '../../expr/float32.js';
import * as reference from '../../reference.js';

const c = constant;
const call = (name: OperationName, ...args: Expr[]): Expr => build(name, args);
const [x, y, z] = [input(0), input(1), input(2)] as [Expr, Expr, Expr];

const remainder = call('mod', x, c(1));
const spiky = call('select', call('le', remainder, c(0.5)), remainder, c(0));
const leakyRelu = call('select', call('gt', x, c(0)), x, call('mul', c(0.25), x));
const mish = call('mul', x, call('tanh', call('softplus', x)));
const hinge = call('max', call('sub', x, y), c(0));

/** What is compiled: exact operations only, so that float32 by float64 says every bit; but not mish. */
const MODULES: Record<string, { inputs: number; outputs: Expr[] }> = {
  spiky: { inputs: 1, outputs: [spiky] },
  'leaky-relu': { inputs: 1, outputs: [leakyRelu] },
  'hinge-backward': {
    inputs: 3,
    outputs: [call('mul', z, derivative(hinge, 0)), call('mul', z, derivative(hinge, 1))],
  },
  mish: { inputs: 1, outputs: [mish] },
  // Longer, with shared parts, so that an iteration takes fewer vectors.
  polynomial: {
    inputs: 2,
    outputs: [
      [...Array(6).keys()].reduce<Expr>((sum, i) => call('add', call('mul', sum, x), c(i + 0.5)), y),
      call('div', call('sqrt', call('abs', call('add', x, y))), call('sub', y, x)),
    ],
  },
};
const EXACT_NAMES = Object.keys(MODULES).filter((name) => name !== 'mish');

interface Input {
  readonly values: Float32Array;
  /** In bytes, as the kernel takes them. */
  readonly row: number;
  readonly step: 0 | 16;
}

const GUARD = 0xa5;

const compiled = new Map<string, WebAssembly.Module>();

function moduleOf(
  inputs: number,
  outputs: Expr[],
  precision: Precision,
  shared: boolean,
): WebAssembly.Module {
  const text = renderWat({ inputs, outputs, precision }, { shared });
  let module = compiled.get(text);
  if (module === undefined) {
    module = new WebAssembly.Module(assemble(text));
    compiled.set(text, module);
  }
  return module;
}

/** Runs a kernel on arrays at odd places among guard bytes, which must survive; returns the outputs. */
function run(
  { inputs: count, outputs }: { inputs: number; outputs: Expr[] },
  inputs: readonly Input[],
  rows: number,
  n: number,
  options: { precision?: Precision; shared?: boolean; inPlace?: boolean; start?: number } = {},
): Float32Array[] {
  const { precision = 'fast', shared = false, inPlace = false, start = 1028 } = options;
  const memory = new WebAssembly.Memory(
    shared ? { initial: 1, maximum: 65536, shared: true } : { initial: 1 },
  );
  const bytes = new Uint8Array(memory.buffer).fill(GUARD);
  const kernel = new WebAssembly.Instance(moduleOf(count, outputs, precision, shared), { env: { memory } });
  let end = start;
  const used = new Uint8Array(bytes.length);
  const place = (length: number): number => {
    const at = end;
    used.fill(1, at, at + 4 * length);
    end = at + 4 * length + 20;
    return at;
  };
  const pointers = inputs.map(({ values }) => {
    const at = place(values.length);
    new Float32Array(memory.buffer, at, values.length).set(values);
    return at;
  });
  const before = bytes.slice();
  const targets = outputs.map((_, j) => (inPlace && j === 0 ? pointers[0]! : place(rows * n)));
  (kernel.exports.run as (...args: number[]) => void)(
    ...inputs.flatMap(({ row, step }, i) => [pointers[i]!, row, step]),
    ...targets,
    rows,
    n,
  );
  const read = targets.map((at) => new Float32Array(memory.buffer.slice(at, at + 4 * rows * n)));
  bytes.forEach((byte, i) => {
    if (!used[i] && byte !== GUARD) expect.fail(`byte ${i} beyond the arrays was written`);
  });
  if (!inPlace) {
    inputs.forEach(({ values }, i) => {
      const range = [pointers[i]!, pointers[i]! + 4 * values.length] as const;
      expect(bytes.slice(...range)).toEqual(before.slice(...range));
    });
  }
  return read;
}

/** The same by a loop. */
function loop(outputs: readonly Expr[], inputs: readonly Input[], rows: number, n: number): Float32Array[] {
  return outputs.map((expr) =>
    Float32Array.from({ length: rows * n }, (_, at) => {
      const [r, i] = [Math.floor(at / n), at % n];
      return evaluate32(
        expr,
        inputs.map(({ values, row, step }) => values[(r * row) / 4 + (step === 0 ? 0 : i)]!),
      );
    }),
  );
}

const full = (values: Float32Array): Input => ({ values, row: 0, step: 16 });
const someInputs = (count: number, n: number): Input[] =>
  [reference.inputs(n), reference.inputs(n + 11).slice(11), reference.upstream(n)].slice(0, count).map(full);
const bits = (arrays: readonly Float32Array[]): Uint32Array[] => arrays.map(reference.bits);

describe('renderWat', () => {
  it.each(Object.keys(MODULES).slice(0, 4))('renders %s as before', async (name) => {
    const { inputs, outputs } = MODULES[name]!;
    const text = renderWat({ inputs, outputs, precision: 'fast' }, { shared: false });
    // Lane functions have snapshots enough in the table of their errors.
    const own = text.replace(
      /^ {2}\(func \$\w+(?:Fast|Exact|Large|Special)\b.*(?:\n(?! {2}\(func).*)*/gm,
      '  ;; a lane function',
    );
    await expect(own).toMatchFileSnapshot(`snapshots/${name}.wat`);
  });

  it.each(EXACT_NAMES)('%s is its definition, bit for bit, at lengths 0 to 67', (name) => {
    const { inputs, outputs } = MODULES[name]!;
    for (let n = 0; n <= 67; n++) {
      const given = someInputs(inputs, n);
      expect(bits(run(MODULES[name]!, given, 1, n)), `${n}`).toEqual(bits(loop(outputs, given, 1, n)));
    }
  });

  it.each(EXACT_NAMES)('%s works in place', (name) => {
    const { inputs, outputs } = MODULES[name]!;
    for (const n of [1, 3, 4, 31, 32, 67]) {
      const given = someInputs(inputs, n);
      const [expected] = bits(loop(outputs, given, 1, n));
      expect(bits(run(MODULES[name]!, given, 1, n, { inPlace: true }))[0]).toEqual(expected);
    }
  });

  it('takes arrays at any multiple of 4 bytes, and shared memory', () => {
    const { inputs, outputs } = MODULES['hinge-backward']!;
    const given = someInputs(inputs, 67);
    const expected = bits(loop(outputs, given, 1, 67));
    for (const shared of [false, true])
      for (const start of [0, 4, 8, 12, 16]) {
        expect(bits(run(MODULES['hinge-backward']!, given, 1, 67, { shared, start }))).toEqual(expected);
      }
  });

  it.each(EXACT_NAMES.filter((name) => MODULES[name]!.inputs > 1))('%s takes broadcasts as rows', (name) => {
    const { inputs, outputs } = MODULES[name]!;
    const values = (n: number): Float32Array => reference.inputs(n + 9).slice(9);
    for (const rows of [0, 1, 3, 5])
      for (const n of [1, 2, 4, 7, 32, 37]) {
        const forms: Input[] = [
          { values: values(rows * n), row: 4 * n, step: 16 },
          { values: values(n), row: 0, step: 16 },
          { values: values(rows), row: 4, step: 0 },
          { values: values(1), row: 0, step: 0 },
        ];
        for (let i = 0; i < 4; i++)
          for (let j = 0; j < 4; j++) {
            const given = [forms[i]!, forms[j]!, forms[0]!].slice(0, inputs);
            expect(bits(run(MODULES[name]!, given, rows, n)), `${rows} x ${n}, ${i} ${j}`).toEqual(
              bits(loop(outputs, given, rows, n)),
            );
          }
      }
  });

  it('generates a spiky that is the reference on special values and others, bit for bit', () => {
    const values = reference.inputs(1000);
    const [forward] = run(MODULES.spiky!, [full(values)], 1, 1000);
    expect(reference.bits(forward!)).toEqual(reference.bits(Array.from(values, reference.forward)));
    const dy = reference.upstream(1000);
    const backward = { inputs: 2, outputs: [call('mul', y, derivative(spiky, 0))] };
    const [dx] = run(backward, [full(values), full(dy)], 1, 1000);
    expect(reference.bits(dx!)).toEqual(
      reference.bits(Array.from(values, (value, i) => reference.backward(value, dy[i]!))),
    );
  });

  const OPERATIONS: [name: OperationName, expr: Expr][] = [
    ...UNARY.map((name): [OperationName, Expr] => [name, call(name, x)]),
    ...[...BINARY, ...COMPARISON].map((name): [OperationName, Expr] => [name, toNumber(call(name, x, y))]),
    ...LOGIC.map((name): [OperationName, Expr] => [name, toNumber(call(name, toTruth(x), toTruth(y)))]),
    ['select', call('select', call('lt', x, y), x, c(2))],
    ['select', call('select', call('lt', x, y), c(0), x)],
    ['select', call('select', call('lt', x, y), c(-0), y)],
    ['override', call('override', call('neg', x), c(1), x)],
  ];

  it.each(OPERATIONS)('%s agrees with its float64 value, exact to 1 ULP and fast to 3', (_, expr) => {
    const first = SPECIAL.flatMap((a) => SPECIAL.map(() => a));
    const second = SPECIAL.flatMap(() => SPECIAL);
    const given = [first, second].map((values) => full(Float32Array.from(values)));
    const [expected] = loop([expr], given, 1, first.length);
    for (const precision of ['exact', 'fast'] as const) {
      const [actual] = run({ inputs: 2, outputs: [expr] }, given, 1, first.length, { precision });
      actual!.forEach((value, i) => {
        const right = expected![i]!;
        const ulp = Math.max(2 ** -149, 2 ** (Math.floor(Math.log2(Math.abs(right))) - 23));
        const allowed = (precision === 'exact' ? 1 : 3) * ulp;
        if (Object.is(value, right) || (right !== 0 && Math.abs(value - right) <= allowed)) return;
        if (precision === 'fast' && right === 0 && Math.abs(value) <= allowed) return;
        expect.fail(`${precision} at ${first[i]}, ${second[i]}: ${value}, not ${right}`);
      });
    }
  });

  it.each<OperationName>(['pow', 'mod', 'atan2'])('%s of itself keeps its operands apart', (name) => {
    const given = [
      [0.5, 1.25, 2, 3.5, 0.75, 1.5, 2.5],
      [1.5, 0.5, 0.25, 2, 1, 3, 1.75],
    ].map((values) => full(Float32Array.from({ length: 37 }, (_, i) => values[i % 7]!)));
    for (const nested of [
      call(name, x, call(name, y, x)),
      call(name, call(name, x, y), y),
      call(name, call(name, x, y), call(name, y, x)),
    ]) {
      for (const precision of ['fast', 'exact'] as const) {
        const [actual] = run({ inputs: 2, outputs: [nested] }, given, 1, 37, { precision });
        const [expected] = loop([nested], given, 1, 37);
        actual!.forEach((value, i) => {
          const right = expected![i]!;
          if (Object.is(value, right) || Math.abs(value - right) <= 1e-5 * (1 + Math.abs(right))) return;
          expect.fail(`${precision} at ${i}: ${value}, not ${right}`);
        });
      }
    }
  });

  it('links lane functions of both precisions, each once, and for both memories', () => {
    const twice = call('add', call('tanh', x), call('tanh', call('exp', x)));
    for (const shared of [false, true])
      for (const [precision, lane] of [
        ['fast', 'tanhFast'],
        ['exact', 'tanhExact'],
      ] as const) {
        const text = renderWat({ inputs: 1, outputs: [twice, mish], precision }, { shared });
        expect(text.split(`(func $${lane} `)).toHaveLength(2);
        expect(text).not.toContain(`(func $${lane === 'tanhFast' ? 'tanhExact' : 'tanhFast'} `);
        expect(WebAssembly.validate(assemble(text))).toBe(true);
      }
  });

  it('computes what two outputs share once', () => {
    const tanh = call('tanh', x);
    const outputs = [call('mul', tanh, tanh), call('sub', c(1), tanh)];
    const text = renderWat({ inputs: 1, outputs, precision: 'exact' }, { shared: false });
    const [loopText] = text.slice(text.indexOf('the last n % 4')).split('(func (export');
    expect(loopText!.split('call $tanhExact')).toHaveLength(2);
  });

  it('writes inputs and equal outputs too', () => {
    const both = { inputs: 2, outputs: [y, y, call('add', x, y)] };
    const given = someInputs(2, 37);
    expect(bits(run(both, given, 1, 37))).toEqual(bits(loop(both.outputs, given, 1, 37)));
  });

  it('has no data of its own in memory', () => {
    for (const { inputs, outputs } of Object.values(MODULES)) {
      expect(renderWat({ inputs, outputs, precision: 'fast' }, { shared: false })).not.toMatch(
        /\((data|global)/,
      );
    }
  });
});
