// The rooms of src/ and the imports between them. ARCHITECTURE.md says what each room is for.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCE = resolve(import.meta.dirname, '../src');

/** The rooms, each with those that it may import. A file in src/ itself is a room of its own. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  expr: [],
  render: ['expr'],
  'render/wat': ['expr', 'render', 'render/wat/lanes'],
  'render/wat/lanes': ['render/wat'],
  wasm: [],
  'wasm/assemble': [],
  tfjs: [],
  trace: ['expr', 'tfjs'],
  'tfjs/backends': ['expr', 'render/wat', 'wasm', 'wasm/assemble', 'tfjs'],
  'tfjs/op': ['expr', 'trace', 'tfjs', 'tfjs/backends'],
  'tfjs/define': ['expr', 'trace', 'tfjs', 'tfjs/backends', 'tfjs/op'],
  kernels: ['expr', 'wasm', 'tfjs', 'tfjs/backends', 'tfjs/op', 'tfjs/define'],
  'spiky.ts': ['expr', 'kernels', 'wasm', 'tfjs/define'],
  'operations.ts': ['expr', 'render/wat', 'render/wat/lanes', 'tfjs/backends', 'tfjs/define', 'tfjs/op'],
  'index.ts': ['spiky.ts', 'operations.ts', 'expr', 'tfjs/backends', 'tfjs/op', 'tfjs/define'],
  activations: ['index.ts'],
  layers: ['tfjs', 'tfjs/op', 'tfjs/define'],
  graph: ['tfjs', 'tfjs/op'],
  vectorize: [
    ...['expr', 'render/wat', 'render/wat/lanes', 'tfjs', 'tfjs/backends', 'tfjs/op', 'tfjs/define'],
    ...['kernels', 'operations.ts'],
  ],
  'export/text': ['expr', 'tfjs', 'tfjs/op'],
  'export/python': ['expr', 'tfjs', 'export/text'],
  'export/onnx': ['expr', 'tfjs', 'export/text'],
  'export/c': ['expr', 'tfjs', 'export/text'],
  'export/latex': ['expr', 'tfjs', 'export/text'],
  'export/wat': ['expr', 'render/wat', 'export/text'],
  export: ['export/python', 'export/onnx', 'export/c', 'export/latex', 'export/wat'],
  // Of `export` it imports types, and the rest when it runs.
  'export/command': ['tfjs/op'],
};

const CORE = '@tensorflow/tfjs-core';
/** The packages that rooms may import; the others import none. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  trace: [CORE],
  tfjs: [CORE],
  'tfjs/backends': [CORE],
  'tfjs/op': [CORE],
  'tfjs/define': [CORE],
  kernels: [CORE],
  'operations.ts': [CORE],
  activations: [CORE],
  layers: [CORE, '@tensorflow/tfjs-layers'],
  graph: [CORE, '@tensorflow/tfjs-converter'],
  vectorize: [CORE, 'acorn'],
  'export/onnx': ['@bufbuild/protobuf/wire'],
  // For Node alone: no entry imports it.
  'export/command': ['node:fs', 'node:module', 'node:path', 'node:url', 'node:util'],
};

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'));

function importsOf(file: string): string[] {
  const text = readFileSync(join(SOURCE, file), 'utf8');
  const statement = /^(?:import|export)\s+(?:[\w*{][^;'"=]*?\bfrom\s+)?'([^']+)'/gm;
  return [...text.matchAll(statement)].map((match) => match[1]!);
}

const roomOf = (file: string): string => (dirname(file) === '.' ? file : dirname(file));

/** The files of src/ that `file` imports. */
const targetsOf = (file: string): string[] =>
  importsOf(file)
    .filter((name) => name.startsWith('.'))
    .map((name) =>
      relative(SOURCE, resolve(SOURCE, file, '..', name))
        .replaceAll('\\', '/')
        .replace(/\.js$/, '.ts'),
    );

describe('the rooms of src/', () => {
  it('have imports that are found', () => {
    expect(importsOf('tfjs/op/op.ts')).toContain(CORE);
    expect(targetsOf('index.ts')).toContain('spiky.ts');
  });

  it('allow no way round: every room comes after those that it imports', () => {
    const names = Object.keys(ROOMS);
    for (const [room, allowed] of Object.entries(ROOMS)) {
      if (room.startsWith('render/wat')) continue; // a room and its lane functions, which it lists
      for (const other of allowed)
        expect(names.indexOf(other), `${room} -> ${other}`).toBeLessThan(names.indexOf(room));
    }
  });

  it.each(files)('%s is in a room, and imports only from rooms that its own may', (file) => {
    const room = roomOf(file);
    expect(Object.keys(ROOMS)).toContain(room);
    const found = targetsOf(file).map(roomOf);
    for (const other of found)
      if (other !== room) expect(ROOMS[room], `${room} -> ${other}`).toContain(other);
  });

  it.each(files)('%s imports only the packages that its room may', (file) => {
    for (const name of importsOf(file).filter((each) => !each.startsWith('.'))) {
      expect(PACKAGES[roomOf(file)] ?? []).toContain(name);
    }
  });

  it('are no more than there are, and no arrow stands there that nothing needs', () => {
    const used = new Set(
      files.flatMap((file) => targetsOf(file).map((to) => `${roomOf(file)} -> ${roomOf(to)}`)),
    );
    const allowed = Object.entries(ROOMS).flatMap(([room, others]) => others.map((to) => `${room} -> ${to}`));
    expect(allowed.filter((arrow) => !used.has(arrow))).toEqual([]);
  });
});
