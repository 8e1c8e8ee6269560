// Rows of what runs JavaScript: versions of Node, by import and by require, and Bun and Deno.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ENTRIES, ENTRIES_ANSWER } from './installs.js';
import { folder, preparedFrom, run } from './project.js';
import { ANSWER, START, sectionOf } from './recipes.js';
import { expectLine, type Row, type Seen, Unavailable } from './row.js';

const REQUIRE = `
const tf = require('@tensorflow/tfjs');
require('@tensorflow/tfjs-backend-wasm');
const { activation } = require('lanewise');
const { mish } = require('lanewise/activations');

tf.setBackend('wasm').then(async () => {
  const mySpiky = activation('mySpiky', (x) => {
    const r = tf.mod(x, 1);
    return tf.where(tf.lessEqual(r, 0.5), r, 0);
  });
  console.log(String(tf.grad(mySpiky)(tf.tensor1d([0.25, 0.75])).arraySync()), mish([0]).arraySync()[0]);
  console.log((await import('lanewise')).activation === activation ? 'one copy' : 'two copies');
});
`;

/** The first sample and each entry, run by the runtime whose command is `command`. */
async function samplesBy(command: string, name: string): Promise<string> {
  const path = await preparedFrom(START.commands, name, {
    ...sectionOf('Node'),
    files: new Map([...sectionOf('Node').files, ['entries.js', ENTRIES], ['require.cjs', REQUIRE]]),
    commands: START.commands,
  });
  expectLine(await run(`${command} main.js`, path), ANSWER);
  expectLine(await run(`${command} entries.js`, path), ENTRIES_ANSWER);
  return path;
}

const node = (range: string): Row => ({
  name: `Node ${range}`,
  check: async () => {
    const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
    const tools = folder('node', { 'package.json': '{ "private": true }' });
    await run(`npm install --ignore-scripts ${name}@${range}`, tools);
    return requireAndImport(join(tools, 'node_modules', name, 'bin/node'));
  },
});

async function requireAndImport(binary: string): Promise<Seen> {
  const path = await samplesBy(binary, 'runtime');
  const printed = await run(`${binary} require.cjs`, path);
  expectLine(printed, '1,0 0');
  const version = await run(`${binary} --version`, path);
  return {
    versions: `node ${version.slice(1)}`,
    note: `import and require load ${printed.split('\n').at(-1)}`,
  };
}

/** A runtime that npm brings as a binary in a package for this platform. */
const other = (name: string, scope: string, file: string, command: string): Row => ({
  name: name[0]!.toUpperCase() + name.slice(1),
  check: async () => {
    const tools = folder(name, { 'package.json': '{ "private": true }' });
    await run(`npm install --ignore-scripts ${name}`, tools);
    const packages = join(tools, 'node_modules', scope);
    const binaries = existsSync(packages)
      ? readdirSync(packages).map((each) => join(packages, each, file))
      : [];
    for (const binary of binaries.filter(existsSync)) {
      const version = await run(`chmod +x ${binary}; ${binary} --version`, tools).catch(() => undefined);
      if (version === undefined) continue;
      await samplesBy(`${binary} ${command}`, name);
      return { versions: /[\d.]+/.exec(version)![0] };
    }
    throw new Unavailable(`npm has no binary of ${name} for ${process.platform} ${process.arch}`);
  },
});

export const runtimes: readonly Row[] = [
  ...['20.19.0', '20', '22', '24', 'latest'].map(node),
  {
    name: 'require',
    quick: true,
    check: () => requireAndImport(process.execPath),
  },
  other('bun', '@oven', 'bin/bun', 'run'),
  other('deno', '@deno', 'deno', 'run --allow-all'),
];
