// Runs the built kernel on five numbers: lisht and its slope.
import { readFileSync } from 'node:fs';

const x = Float32Array.of(-2, -0.5, 0, 0.5, 2);

// The two arrays that a function reads, and the one that it writes, side by side in a memory.
const memory = new WebAssembly.Memory({ initial: 1 });
const module = new WebAssembly.Module(readFileSync(new URL('build/lisht.wasm', import.meta.url)));
const { forward, backward } = new WebAssembly.Instance(module, { env: { memory } }).exports;
const [xs, dys, results] = [0, 1, 2].map((i) => new Float32Array(memory.buffer, i * x.byteLength, x.length));
xs.set(x);
dys.fill(1);

const print = (name) => console.log(`${name}: ${[...results].map((value) => value.toFixed(4)).join(' ')}`);
forward(xs.byteOffset, results.byteOffset, x.length);
print('lisht');
backward(xs.byteOffset, dys.byteOffset, results.byteOffset, x.length);
print('slope');
