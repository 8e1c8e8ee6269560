// Checks the modules that examples/own-kernel builds against LiSHT in plain JavaScript. The test compiles them from
// this checkout; scripts/check-package.ts builds them in a project that installed lanewise.
type Forward = (x: number, y: number, n: number) => void;
type Backward = (x: number, dy: number, dx: number, n: number) => void;

/** What tanhFast's 1.305 ULP and a rounded product leave of a float32. */
const FORWARD_BOUND = 2.5;
/** Of the larger of |dx| and |dy|: 1 - tanh(x)^2 may be off by half a unit of 1, which x up to 9 magnifies. */
const BACKWARD_BOUND = 8;
const MARK = -12345;

/** The unit of the last place of a float32 of this size. */
const unit = (size: number): number => 2 ** (Math.max(Math.floor(Math.log2(size)), -126) - 23);

const lisht = (x: number): number =>
  Math.abs(x) === Number.POSITIVE_INFINITY ? Math.abs(x) : x * Math.tanh(x);
const slope = (x: number): number => {
  const sech = (2 * Math.exp(-Math.abs(x))) / (1 + Math.exp(-2 * Math.abs(x)));
  return Math.tanh(x) + (Math.abs(x) > 100 ? 0 : x * sech * sech);
};

const SPECIAL = [
  0,
  -0,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  2 ** -149,
  3e38,
  -3e38,
];
const values = (n: number): Float32Array =>
  Float32Array.from({ length: n }, (_, i) => SPECIAL[i - 3] ?? (((i * 0.618033988749895) % 1) - 0.5) * 24);
const gradients = (n: number): Float32Array => Float32Array.from({ length: n }, (_, i) => (i % 7) - 3.25);

/** What is wrong with the kernel; empty where all is right. */
export function faultsOf(binary: Uint8Array<ArrayBuffer>, shared: boolean): string[] {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared });
  const module = new WebAssembly.Module(binary);
  const { forward, backward } = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as {
    forward: Forward;
    backward: Backward;
  };
  const faults: string[] = [];
  for (let n = 0; n <= 67; n++) {
    // Offsets of every remainder modulo 16 that a float32 can have, and a number after each array.
    const at = [0, 1, 2].map((i) => 4 + 512 * i + 4 * ((n + i) % 4));
    const arrays = at.map((offset) => new Float32Array(memory.buffer, offset, n + 1));
    const [x, dy, result] = arrays as [Float32Array, Float32Array, Float32Array];
    const check = (name: string, expected: (i: number) => number, bound: number): void => {
      for (let i = 0; i < n; i++) {
        const r = expected(i);
        const y = result[i]!;
        const scale = name === 'backward' ? Math.max(Math.abs(r), Math.abs(dy[i]!)) : Math.abs(r);
        const right = Number.isFinite(r) ? Math.abs(y - r) <= bound * unit(scale) : Object.is(y, r);
        if (!right) faults.push(`${name}, n = ${n}: ${y} at ${i} for ${x[i]}, expected ${r}`);
      }
      if (result[n] !== MARK) faults.push(`${name}, n = ${n}: wrote past the end`);
    };
    const fill = (): void => {
      x.set(values(n));
      dy.set(gradients(n));
      result.fill(MARK);
    };
    fill();
    forward(at[0]!, at[2]!, n);
    check('forward', (i) => lisht(x[i]!), FORWARD_BOUND);
    fill();
    backward(at[0]!, at[1]!, at[2]!, n);
    check('backward', (i) => dy[i]! * slope(x[i]!), BACKWARD_BOUND);
  }
  return faults;
}
