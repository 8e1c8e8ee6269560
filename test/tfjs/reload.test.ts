// A module that is evaluated again after an edit may take its own names again; another module may not.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isReload, modulesIn } from '../../src/tfjs/reload.js';

/** Stack traces of a module that defines an op, as engines and bundlers write them. */
const V8 = (url: string): string => `Error
    at callers (http://localhost:5173/node_modules/.vite/deps/lanewise.js?v=1a2b3c4d:10:40)
    at activation (http://localhost:5173/node_modules/.vite/deps/lanewise.js?v=1a2b3c4d:50:3)
    at ${url}:3:14`;
const FIREFOX = (url: string): string =>
  `callers@http://localhost:5173/node_modules/.vite/deps/lanewise.js?v=1a2b3c4d:10:40\n@${url}:3:14\n`;
const SAFARI = (url: string): string =>
  `callers@http://localhost:5173/node_modules/.vite/deps/lanewise.js?v=1a2b3c4d:10:40\nmodule code@${url}:3:14\n[native code]`;
const WEBPACK = (chunk: string): string => `Error
    at callers (webpack-internal:///./node_modules/lanewise/dist/tfjs/reload.js:9:40)
    at eval (webpack-internal:///./src/mine.js:3:14)
    at ./src/mine.js (http://localhost:8080/${chunk}:12:1)
    at __webpack_require__ (http://localhost:8080/main.js:200:31)`;

const FILE = 'http://localhost:5173/@fs/home/me/my%20project/mine.ts';

describe('a stack trace', () => {
  it.each([
    ['V8', V8],
    ['Firefox', FIREFOX],
    ['Safari', SAFARI],
  ])('of %s has the modules, without lines', (_, stack) => {
    const modules = modulesIn(stack(`${FILE}?t=5`)).split('\n');
    expect(modules.at(-1)).toMatch(/home\/me\/my%20project\/mine\.ts\?t=5$/);
    expect(modules[0]).toBe('http://localhost:5173/node_modules/.vite/deps/lanewise.js?v=1a2b3c4d');
  });

  it.each([
    ['V8', V8],
    ['Firefox', FIREFOX],
    ['Safari', SAFARI],
  ])('of %s tells a module that Vite loads again from another module, and from itself', (_, stack) => {
    const of = (url: string): string => modulesIn(stack(url));
    expect(isReload(of(FILE), of(`${FILE}?t=1`))).toBe(true);
    expect(isReload(of(`${FILE}?t=1`), of(`${FILE}?t=2`))).toBe(true);
    expect(isReload(of(FILE), of(FILE))).toBe(false);
    expect(isReload(of(`${FILE}?t=2`), of(`${FILE}?t=2`))).toBe(false);
    expect(isReload(of(FILE), of('http://localhost:5173/src/other.ts?t=2'))).toBe(false);
  });

  it('tells what webpack sends after an edit from what it sent before', () => {
    const of = (chunk: string): string => modulesIn(WEBPACK(chunk));
    const [first, second, third] = [
      of('main.js'),
      of('main.1a2b.hot-update.js'),
      of('main.3c4d.hot-update.js'),
    ];
    expect(isReload(first, second)).toBe(true);
    expect(isReload(second, third)).toBe(true);
    expect(isReload(first, first)).toBe(false);
    expect(isReload(second, second)).toBe(false);
  });

  it('may say nothing, which is no reload', () => {
    expect(modulesIn('')).toBe('');
    expect(isReload('', '')).toBe(false);
    expect(isReload(FILE, '')).toBe(false);
    expect(isReload('', FILE)).toBe(false);
  });
});

describe('modules in Node', () => {
  let folder: string;
  beforeAll(() => {
    mkdirSync(resolve('build'), { recursive: true });
    folder = mkdtempSync(resolve('build/reload-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const HEAD = `
    import * as tf from '@tensorflow/tfjs';
    import { activation, elementwise, spiky } from 'lanewise';
    import { kernelOp } from 'lanewise/kernels';
    import { vectorize } from 'lanewise/vectorize';
    import { activationLayer } from 'lanewise/layers';
    import { registerGraphOp } from 'lanewise/graph';`;

  /** Writes modules, runs `main` among them, and gives what it logs. */
  function run(files: Readonly<Record<string, string>>, main: string): unknown {
    for (const [name, code] of Object.entries(files)) writeFileSync(join(folder, name), `${HEAD}\n${code}`);
    const setup = `
      await tf.setBackend('cpu');
      const edit = (name, code) => writeFileSync(new URL(name, import.meta.url), head + code);
      const at = (f) => tf.tidy(() => f(tf.tensor1d([3])).dataSync()[0]);
      const failure = (promise) => promise.then(() => 'none', (error) => error.message);`;
    const code = `${HEAD}
      import { writeFileSync } from 'node:fs';
      const head = ${JSON.stringify(HEAD)};
      ${setup}
      console.log(JSON.stringify(await (async () => { ${main} })()));`;
    writeFileSync(join(folder, 'main.mjs'), code);
    const text = execFileSync(process.execPath, [join(folder, 'main.mjs')], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return JSON.parse(text.trim().split('\n').at(-1)!);
  }

  it('take their own names again when they are evaluated again, and layers built before follow', () => {
    const mine = (body: string): string => `
      export const mine = activation('mine', (x) => ${body});
      export const parametric = elementwise('parametric', (x, a) => tf.mul(a, ${body}), { inputs: ['x', 'a'] });
      export const plain = vectorize('plain', (x) => x * 2 + ${body.length});
      export const own = kernelOp('own', { inputs: ['x'], forward: (x, y) => { for (let i = 0; i < y.length; i++) y[i] = ${body.length}; } });
      registerGraphOp('Mine', mine);`;
    const [before, after] = ['tf.abs(x)', 'tf.square(tf.abs(x))'];
    const result = run(
      { 'mine.mjs': mine(before) },
      `
      const first = await import('./mine.mjs?t=1');
      const layers = [
        tf.layers.activation({ activation: first.mine.identifier }),
        activationLayer(first.mine),
        activationLayer(first.mine.derivative()),
        activationLayer(first.parametric, { parameters: { a: 10 } }),
      ];
      const values = () => layers.map((layer) => at((x) => layer.apply(x)));
      const ops = (module) => [module.mine, (x) => module.parametric(x, 1), module.plain, module.own].map(at);
      const was = [values(), ops(first)];
      edit('mine.mjs', ${JSON.stringify(mine(after))});
      const second = await import('./mine.mjs?t=2');
      const third = await import('./mine.mjs?t=3');
      return [was, [values(), ops(second), ops(third)], second.mine === third.mine];`,
    );
    expect(result).toEqual([
      [[3, 3, 1, 30], [3, 3, 6 + before.length, before.length]],
      [[9, 9, 6, 90], [9, 9, 6 + after.length, after.length], [9, 9, 6 + after.length, after.length]],
      true,
    ]); // biome-ignore format: rows
  });

  it('collide with others, and with themselves in one evaluation, also after an edit', () => {
    const message = (name: string): string =>
      `activation "${name}": expected a new name or the same function, got another function; ` +
      'choose another name, or give the option replace: true';
    const result = run(
      {
        'a.mjs': "activation('shared', (x) => tf.abs(x));",
        'b.mjs': "activation('shared', (x) => tf.square(x));",
        'twice.mjs': "activation('twice', (x) => tf.abs(x)); activation('twice', (x) => tf.square(x));",
        'factory.mjs': "for (const k of [1, 2]) activation('factory', (x) => tf.mul(x, k));",
        'edited.mjs': "activation('edited', (x) => tf.abs(x));",
        'graph.mjs': "registerGraphOp('Edited', activation('edited', (x) => tf.abs(x)));",
        'other.mjs': "registerGraphOp('Edited', spiky);",
      },
      `
      await import('./a.mjs?t=1');
      await import('./edited.mjs?t=1');
      edit('edited.mjs', "activation('edited', (x) => tf.abs(x)); activation('edited', (x) => tf.square(x));");
      await import('./graph.mjs');
      return Promise.all([
        ...['./b.mjs?t=2', './twice.mjs', './twice.mjs?t=2', './factory.mjs?t=1', './edited.mjs?t=2', './other.mjs?t=2'],
      ].map((file) => failure(import(file))));`,
    );
    expect(result).toEqual([
      message('shared'),
      message('twice'),
      message('twice'),
      message('factory'),
      message('edited'),
      'registerGraphOp "Edited": expected a new type or the same op and attributes, got others; choose another type, or give the option replace: true',
    ]);
  });
});
