// Runs a lane function of build/lanes.wasm over arrays. JavaScript cannot call v128 -> v128, so a loop in
// wasm, compiled here, imports the function that ships.
import { readFileSync } from 'node:fs';

/** Elements that one call takes. */
export const CHUNK = 2 ** 13;

export interface LaneLoop {
  /** One array per input; to be filled before `run`. */
  readonly inputs: readonly Float32Array[];
  readonly output: Float32Array;
  /** output[i] = lane(inputs[0][i], …) for i < CHUNK. */
  run(): void;
}

/** The loops over lane functions of one and of two inputs, compiled; `laneLoops` takes them. */
export type LoopBinaries = Readonly<Record<1 | 2, Uint8Array<ArrayBuffer>>>;

/** Makes loops over the functions that build/lanes.wasm exports. */
export function laneLoops(binaries: LoopBinaries): (lane: string, inputs: 1 | 2) => LaneLoop {
  const unused = new WebAssembly.Memory({ initial: 0 });
  const module = new WebAssembly.Module(readFileSync('build/lanes.wasm'));
  const lanes = new WebAssembly.Instance(module, { env: { memory: unused } }).exports;
  const loops = { 1: new WebAssembly.Module(binaries[1]), 2: new WebAssembly.Module(binaries[2]) };
  return (name, inputs) => {
    const bytes = CHUNK * Float32Array.BYTES_PER_ELEMENT;
    const memory = new WebAssembly.Memory({ initial: Math.ceil(((inputs + 1) * bytes) / 65536) });
    const { [name]: lane } = lanes;
    if (lane === undefined) throw new Error(`build/lanes.wasm: expected an export ${name}`);
    const { run } = new WebAssembly.Instance(loops[inputs], { env: { memory }, lanes: { lane } })
      .exports as unknown as { run(): void };
    const array = (index: number): Float32Array => new Float32Array(memory.buffer, index * bytes, CHUNK);
    return { inputs: Array.from({ length: inputs }, (_, i) => array(i)), output: array(inputs), run };
  };
}

export async function compileLoops(): Promise<LoopBinaries> {
  return { 1: await compileLoop(1), 2: await compileLoop(2) };
}

async function compileLoop(inputs: 1 | 2): Promise<Uint8Array<ArrayBuffer>> {
  // The compiler takes seconds to load; whoever is handed compiled loops need not load it.
  const { default: asc } = await import('assemblyscript/asc');
  const bytes = CHUNK * Float32Array.BYTES_PER_ELEMENT;
  const loads = ['v128.load(i)', `v128.load(i, ${bytes})`].slice(0, inputs).join(', ');
  const source = `
    @external("lanes", "lane")
    declare function lane(${['x: v128', 'y: v128'].slice(0, inputs).join(', ')}): v128;
    export function run(): void {
      for (let i: usize = 0; i < ${bytes}; i += 16) v128.store(i, lane(${loads}), ${inputs * bytes});
    }`;
  let binary: Uint8Array | undefined;
  const options = '-O3 --runtime stub --enable simd --importMemory --noExportMemory --disableWarning 112';
  const { error, stderr } = await asc.main(['loop.ts', ...options.split(' '), '--outFile', 'loop.wasm'], {
    readFile: (name) => (name === 'loop.ts' ? source : null),
    writeFile: (_, contents) => {
      binary = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error !== null || binary === undefined) throw new Error(`the loop does not compile: ${stderr}`);
  return new Uint8Array(binary);
}
