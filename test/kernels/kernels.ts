// Kernels for tests, as JavaScript and as wasm that is written in text.
import { compile } from 'watr';
import type { Activation } from '../../src/index.js';
import { kernelOp, type OutputsOp } from '../../src/kernels/index.js';

/** The loop over elements: at byte `$at` of each array `$p0`, `$p1`, … it runs `body`, which loads and stores. */
function loop(name: string, pointers: number, body: string): string {
  const params = Array.from({ length: pointers }, (_, i) => `(param $p${i} i32)`).join(' ');
  return `(func $${name} (export "${name}") ${params} (param $n i32) (local $at i32)
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $at) (i32.mul (local.get $n) (i32.const 4))))
      ${body}
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br $next))))`;
}

/** The address of the element of array `i`. */
const at = (i: number): string => `(i32.add (local.get $p${i}) (local.get $at))`;
export const load = (i: number): string => `(f32.load ${at(i)})`;
export const store = (i: number, value: string): string => `(f32.store ${at(i)} ${value})`;

/** A module of loops: by name, how many arrays each takes, and its body. */
export function moduleText(
  loops: Readonly<Record<string, readonly [pointers: number, body: string]>>,
  shared = false,
): string {
  const memory = `(memory 1${shared ? ' 65536 shared' : ''})`;
  const functions = Object.entries(loops).map(([name, [pointers, body]]) => loop(name, pointers, body));
  return `(module (import "env" "memory" ${memory}) ${functions.join('\n')})`;
}

export const wasmOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(compile(text));

const X_SQUARED = `(f32.mul ${load(0)} ${load(0)})`;
const CUBE = moduleText({
  forward: [2, store(1, `(f32.mul ${X_SQUARED} ${load(0)})`)],
  backward: [3, store(2, `(f32.mul (f32.mul ${X_SQUARED} (f32.const 3)) ${load(1)})`)],
  derivative: [2, store(1, `(f32.mul ${X_SQUARED} (f32.const 3))`)],
});
const HOST = moduleText({
  forward: [
    4,
    `${store(2, `(f32.add ${load(0)} ${load(1)})`)} ${store(3, `(f32.mul ${load(0)} ${load(1)})`)}`,
  ],
  backward: [
    6,
    `${store(4, `(f32.add ${load(2)} (f32.mul ${load(1)} ${load(3)}))`)}
     ${store(5, `(f32.add ${load(2)} (f32.mul ${load(0)} ${load(3)}))`)}`,
  ],
});
const cubeWasm = wasmOf(CUBE);
const hostWasm = wasmOf(HOST);

type Arrays = Float32Array[];

const { fround } = Math;
const cubeLoops = {
  forward(...[x, y]: Arrays): void {
    for (let i = 0; i < y!.length; i++) y![i] = fround(x![i]! * x![i]!) * x![i]!;
  },
  backward(...[x, dy, dx]: Arrays): void {
    for (let i = 0; i < dx!.length; i++) dx![i] = fround(fround(x![i]! * x![i]!) * 3) * dy![i]!;
  },
  derivative(...[x, y]: Arrays): void {
    for (let i = 0; i < y!.length; i++) y![i] = fround(x![i]! * x![i]!) * 3;
  },
};
const hostLoops = {
  forward(...[a, b, s, p]: Arrays): void {
    for (let i = 0; i < s!.length; i++) {
      s![i] = a![i]! + b![i]!;
      p![i] = a![i]! * b![i]!;
    }
  },
  backward(...[a, b, ds, dp, da, db]: Arrays): void {
    for (let i = 0; i < da!.length; i++) {
      da![i] = ds![i]! + fround(b![i]! * dp![i]!);
      db![i] = ds![i]! + fround(a![i]! * dp![i]!);
    }
  },
};

/** x^3. */
export const cube = (form: 'wasm' | 'javascript'): Activation =>
  form === 'wasm'
    ? kernelOp('cubeWasm', {
        inputs: ['x'],
        wasm: cubeWasm,
        forward: 'forward',
        backward: 'backward',
        derivative: 'derivative',
      })
    : kernelOp('cubeHost', { inputs: ['x'], ...cubeLoops });

/** a + b and a * b. */
export const host = (form: 'wasm' | 'javascript'): OutputsOp<readonly ['a', 'b'], readonly ['s', 'p']> => {
  const names = { inputs: ['a', 'b'], outputs: ['s', 'p'] } as const;
  return form === 'wasm'
    ? kernelOp('hostWasm', { ...names, wasm: hostWasm, forward: 'forward', backward: 'backward' })
    : kernelOp('hostLoops', { ...names, ...hostLoops });
};

/** A kernel of one input in JavaScript. */
export type Loop = (x: Float32Array, y: Float32Array) => void;

export const square: Loop = (x, y) => {
  for (let i = 0; i < y.length; i++) y[i] = x[i]! * x[i]!;
};

export const SQUARE = store(1, `(f32.mul ${load(0)} ${load(0)})`);

/** Kernels in JavaScript. */
export const loops = {
  cube(x: Float32Array, y: Float32Array): void {
    for (let i = 0; i < y.length; i++) y[i] = Math.fround(x[i]! * x[i]!) * x[i]!;
  },
  product(a: Float32Array, b: Float32Array, y: Float32Array): void {
    for (let i = 0; i < y.length; i++) y[i] = a[i]! * b[i]!;
  },
};
