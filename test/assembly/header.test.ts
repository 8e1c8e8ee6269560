// lanewise/assembly: the header assembly/index.ts beside the lanes, docs/ulp.md and a kernel that imports it.
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { documented } from '../../scripts/sweep/document.js';
import { compileKernel, sections } from './compile-kernel.js';
import { CHUNK, compileLoops, type LaneLoop, laneLoops } from './lane-loop.js';

const header = readFileSync('assembly/index.ts', 'utf8');

interface Entry {
  readonly text: string;
  readonly lanes: readonly string[];
  readonly file: string;
}

/** The exports of the header, each with the comment over it. */
const entries = [
  ...header.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport \{ (.*) \} from '\.\/lanes\/(\w+)';/g),
].map(([, text, lanes, file]): Entry => ({ text: text!, lanes: lanes!.split(', '), file: file! }));
const exported = entries.flatMap(({ lanes }) => lanes);
const pairs = new Map(documented().map(({ lane, pairs }) => [lane, pairs !== undefined]));

describe('the header of lanewise/assembly', () => {
  it('exports nothing without a comment', () => {
    expect(entries).toHaveLength(header.match(/\bexport\b/g)!.length);
  });

  it('exports every lane function of assembly/lanes/, from the file of its name', () => {
    const found = readdirSync('assembly/lanes').flatMap((file) => {
      const source = readFileSync(`assembly/lanes/${file}`, 'utf8');
      return [...source.matchAll(/^export function (\w+(?:Exact|Fast))\(/gm)].map(
        ([, lane]) => `${file} ${lane}`,
      );
    });
    const ours = entries.flatMap(({ file, lanes }) => lanes.map((lane) => `${file}.ts ${lane}`));
    expect(ours.sort()).toEqual(found.sort());
  });

  it('lists the functions that docs/ulp.md has measured', () => {
    expect([...exported].sort()).toEqual([...pairs.keys()].sort());
  });

  it.each(documented())('states the error of $lane that docs/ulp.md has', ({ lane, worst }) => {
    const text = entries.find(({ lanes }) => lanes.includes(lane))!.text.replace(/\n \*/g, '');
    expect(text).toContain(` ${lane}: ${worst} ULP.`);
  });
});

describe('a kernel that imports lanewise/assembly', () => {
  let binary: Uint8Array<ArrayBuffer>;
  let makeLoop: (lane: string, inputs: 1 | 2) => LaneLoop;

  beforeAll(async () => {
    const loops = exported.map((lane) => {
      const loads = pairs.get(lane) ? 'v128.load(i), v128.load(i, 65536)' : 'v128.load(i)';
      return `export function ${lane}Loop(): void {
        for (let i: usize = 0; i < ${4 * CHUNK}; i += 16) v128.store(i, ${lane}(${loads}), 131072);
      }`;
    });
    binary = await compileKernel(`
      import { ${exported.join(', ')} } from 'lanewise/assembly';
      ${loops.join('\n')}`);
    makeLoop = laneLoops(await compileLoops());
  }, 60_000);

  it('has no data, no table, no globals and no imports but a memory', () => {
    const module = new WebAssembly.Module(binary);
    expect(WebAssembly.Module.imports(module)).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }]);
    expect([...sections(binary)].sort()).toEqual(['code', 'export', 'function', 'import', 'type']);
  });

  it.each(exported)('computes %s as lanewise does', (lane) => {
    const memory = new WebAssembly.Memory({ initial: 3 });
    const { [`${lane}Loop`]: run } = new WebAssembly.Instance(new WebAssembly.Module(binary), {
      env: { memory },
    }).exports as Record<string, () => void>;
    const loop = makeLoop(lane, pairs.get(lane) ? 2 : 1);
    loop.inputs.forEach((array, k) => {
      const words = new Uint32Array(array.buffer, array.byteOffset, array.length);
      for (let i = 0; i < CHUNK; i++) words[i] = Math.imul(i + 1, k === 0 ? 0x9e3779b1 : 0x85ebca6b);
      new Uint32Array(memory.buffer, 65536 * k, CHUNK).set(words);
    });
    loop.run();
    run!();
    expect(new Float32Array(memory.buffer, 131072, CHUNK)).toEqual(loop.output);
  });
});
