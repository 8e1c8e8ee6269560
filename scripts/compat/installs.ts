// Rows of package managers and versions of tfjs: one command installs, and each entry works.
import { join } from 'node:path';
import { folder, root, run, versionIn, withTarball, write } from './project.js';
import { ANSWER, START, sectionOf } from './recipes.js';
import { expectLine, type Row, Unavailable } from './row.js';

const TFJS = ['4.20.0', '4.21.0', '4.22.0'];

/** Uses each entry, and the packages of tfjs that they need. */
export const ENTRIES = `
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { elementwise } from 'lanewise';
import { mish } from 'lanewise/activations';
import { registerGraphOp } from 'lanewise/graph';
import { kernelOp } from 'lanewise/kernels';
import { activationLayer } from 'lanewise/layers';
import { vectorize } from 'lanewise/vectorize';

await tf.setBackend('wasm');
const scaled = elementwise('scaled', (x, a) => tf.mul(x, a), { inputs: ['x', 'a'] });
const layer = activationLayer(scaled, { parameters: { a: { initializer: 2 } }, inputShape: [4] });
const model = tf.sequential({ layers: [layer, tf.layers.activation({ activation: mish.identifier })] });
registerGraphOp('Scaled', scaled, { attributes: ['a'] });
const copied = kernelOp('copied', { inputs: ['x'], forward: (x, y) => y.set(x) });
const bent = vectorize('bent', (x) => (x > 1 ? x : 0));
console.log([model.countParams(), copied([1]).arraySync()[0], bent([2]).arraySync()[0]].join(' '));
`;
export const ENTRIES_ANSWER = '4 1 2';

interface Manager {
  readonly name: string;
  /** What npm installs to get it. */
  readonly package?: string;
  readonly files?: Record<string, string>;
  readonly add: string;
  /** Before each file that runs. */
  readonly node?: string;
  /** Packages of tfjs that its projects must name themselves. */
  readonly more?: readonly string[];
}

const YARN4 = (linker: string): Manager => ({
  name: `Yarn 4, ${linker}`,
  package: '@yarnpkg/cli-dist',
  files: {
    '.yarnrc.yml': `nodeLinker: ${linker}\nenableTelemetry: false\nnpmMinimalAgeGate: 0\n`,
    'yarn.lock': '',
  },
  add: 'yarn add',
  node: 'yarn node',
});

const MANAGERS: readonly Manager[] = [
  { name: 'npm', add: 'npm install' },
  { name: 'pnpm', package: 'pnpm', add: `pnpm add --ignore-scripts --store-dir "${root}/pnpm"` },
  { name: 'Yarn 1', package: 'yarn', add: 'yarn add' },
  YARN4('node-modules'),
];
const PLUG_AND_PLAY: Manager = { ...YARN4('pnp'), more: ['tfjs-core', 'tfjs-layers', 'tfjs-converter'] };

const row = (manager: Manager, version: string): Row => ({
  name: `tfjs ${version}, ${manager.name}`,
  quick: manager.name === 'npm' && version === TFJS[0]!,
  check: async () => {
    const { name, add, files = {}, node = 'node', more = [] } = manager;
    const path = folder(name, { 'package.json': '{ "private": true, "type": "module" }', ...files });
    let versions = '';
    let bin = '';
    if (manager.package !== undefined) {
      const tools = folder('tools', { 'package.json': '{ "private": true }' });
      await run(`npm install --ignore-scripts ${manager.package}`, tools);
      versions = `${manager.package} ${versionIn(tools, manager.package)}`;
      // A package may hide the binary in its own folder only.
      bin = `PATH="${join(tools, 'node_modules/.bin')}:$PATH" `;
    }
    const packages = ['tfjs', 'tfjs-backend-wasm', ...more].map((each) => `@tensorflow/${each}@${version}`);
    const command = await withTarball(`${add} lanewise ${packages.join(' ')}`);
    await run(`${bin}${command}`, path);
    write(path, { ...Object.fromEntries(sectionOf('Node').files), 'entries.js': ENTRIES });
    expectLine(await run(`${bin}${node} main.js`, path), ANSWER);
    expectLine(await run(`${bin}${node} entries.js`, path), ENTRIES_ANSWER);
    return { versions };
  },
});

/** Plug'n'Play gives a package only what it declares, and tfjs imports more. */
const plugAndPlay: Row = {
  name: "Yarn 4, Plug'n'Play",
  check: async () => {
    try {
      return await row(PLUG_AND_PLAY, TFJS.at(-1)!).check();
    } catch (error) {
      const reason = /(@tensorflow\/\S+ tried to access \S+), but it isn't declared/.exec(String(error));
      if (reason === null) throw error;
      throw new Unavailable(`${reason[1]}, which it does not declare; set nodeLinker: node-modules`);
    }
  },
};

/** From the lock file alone, without scripts, as cautious servers install. */
const locked: Row = {
  name: 'npm ci --ignore-scripts',
  check: async () => {
    const path = folder('locked');
    for (const command of START.commands) await run(await withTarball(command), path);
    await run('npm ci --ignore-scripts', path);
    write(path, sectionOf('Node').files);
    expectLine(await run('node main.js', path), ANSWER);
    return { versions: `npm ${await run('npm --version', path)}` };
  },
};

export const installs: readonly Row[] = [
  ...TFJS.flatMap((version) => MANAGERS.map((manager) => row(manager, version))),
  plugAndPlay,
  locked,
];
