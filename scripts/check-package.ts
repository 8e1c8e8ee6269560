// npm run check:package: packs lanewise as npm would publish it, lints the tarball and the links of its documents,
// installs it in an empty project and uses it there from JavaScript and from strict TypeScript. Then builds
// examples/own-kernel there by asc, as a user would, runs it, and compares its kernels with plain JavaScript.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultsOf } from '../test/assembly/own-kernel.js';
import { expectBuilt } from './built.js';
import { brokenLinks } from './links.js';

/** Uses each entry. */
const PROGRAM = `
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { type Activation, elementwise, spiky } from 'lanewise';
import { mish, registerAll } from 'lanewise/activations';
import { toLatex, toOnnx } from 'lanewise/export';
import { registerGraphOp } from 'lanewise/graph';
import { kernelOp } from 'lanewise/kernels';
import { activationLayer, fromKeras } from 'lanewise/layers';
import { vectorize } from 'lanewise/vectorize';

await tf.setBackend('wasm');
const x = tf.tensor1d([0.2, 0.7, 1.2, 1.7]);
const y = [...spiky(x).dataSync()].map((value) => value.toFixed(3)).join();
const dx = [...tf.grad(spiky)(x).dataSync()].join();
const layer = tf.layers.dense({ units: 2, activation: spiky.identifier, inputShape: [4] });
const units = tf.sequential({ layers: [layer] }).outputShape[1];
const scaled = elementwise('scaled', (x, a) => tf.mul(x, a), { inputs: ['x', 'a'] });
const twice = activationLayer(scaled, { parameters: { a: { initializer: 2 } }, inputShape: [4] });
const model = tf.sequential({ layers: [twice] });
const artifacts = fromKeras({ modelTopology: model.toJSON(undefined, false) as object });
const loaded = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
registerGraphOp('Scaled', scaled, { attributes: ['a'] });
const params = [model, loaded].map((each) => each.countParams()).join();
const { reason } = spiky.explain().backends.wasm ?? {};
const ours: Activation = mish;
tf.layers.activation({ activation: ours.identifier });
const catalogue = \`\${ours([1]).dataSync()[0]?.toFixed(3)} \${registerAll().includes(mish.identifier)}\`;
const copied = kernelOp('copied', { inputs: ['x'], forward: (x, y) => y.set(x) });
const copy = [...copied([1, 2]).dataSync()].join();
const plain = vectorize('plain', (x) => (x > 1 ? x : 0));
const bent = [...plain([1, 2]).dataSync()].join();
const exported = \`\${toLatex(mish).includes('tanh')} \${toOnnx(mish).length > 500}\`;
console.log(\`\${exported} \${bent} \${copy} \${y} \${dx} \${units} \${params} \${reason} \${catalogue}\`);
`;
const EXPECTED = 'true true 0,2 1,2 0.200,0.000,0.200,0.000 1,0,1,0 2 4,4 null 0.865 true';

/** What examples/own-kernel prints. */
const EXPECTED_KERNEL =
  'lisht: 1.9281 0.2311 0.0000 0.2311 1.9281\nslope: -1.1053 -0.8553 0.0000 0.8553 1.1053\na dense layer gives 16 units\nthe kernel keeps its promises';

const TFJS = ['@tensorflow/tfjs@4.22.0', '@tensorflow/tfjs-backend-wasm@4.22.0'];

/** Bytes of the tarball. */
const LIMIT_BYTES = 400_000;

expectBuilt('wasm', 'js');
const folder = mkdtempSync(join(tmpdir(), 'lanewise-'));
try {
  const run = (command: string, args: string[], cwd: string): string =>
    execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

  const packed = run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], '.');
  const [{ filename, files, size }] = JSON.parse(packed) as [
    { filename: string; files: { path: string }[]; size: number },
  ];
  const tarball = join(folder, filename);
  const paths = files.map(({ path }) => path);
  console.log(`${filename}: ${paths.join(' ')}\n${paths.length} files, ${size} bytes (limit ${LIMIT_BYTES})`);
  if (size > LIMIT_BYTES) throw new Error(`${filename}: expected at most ${LIMIT_BYTES} bytes, got ${size}`);
  const documents = paths.filter((path) => path.endsWith('.md'));
  const broken = brokenLinks(new Map(documents.map((path) => [path, readFileSync(path, 'utf8')])), paths);
  if (broken.length > 0) throw new Error(`links to files that are not in the package: ${broken.join(', ')}`);
  console.log(`links: clean in ${documents.join(' ')}`);
  run('npx', ['publint', 'run', tarball, '--strict'], '.');
  console.log('publint: clean');
  run('npx', ['attw', tarball], '.');
  console.log('attw: clean');

  const project = join(folder, 'project');
  const node = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', project];
  run('npm', [...node, tarball, ...TFJS, 'typescript@6.0.3', '@types/node@20.19.43'], folder);
  writeFileSync(join(project, 'program.mts'), PROGRAM);
  const tsc = [
    'tsc',
    '--strict',
    '--skipLibCheck',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    'program.mts',
  ];
  run('npx', [...tsc, '--types', 'node'], project);
  const printed = run('node', ['program.mjs'], project).trim();
  if (printed !== EXPECTED) throw new Error(`installed package: expected ${EXPECTED}, got ${printed}`);
  console.log(`installed from the tarball, compiled by tsc --strict, ran: ${printed}`);

  writeFileSync(join(project, 'mine.mjs'), "export { snake } from 'lanewise/activations';");
  const words = ['lanewise', 'export', './mine.mjs', '--to', 'torch'];
  const module = run('npx', words, project);
  if (!module.includes('def snake(x):'))
    throw new Error(`npx ${words.join(' ')}: got ${module.slice(0, 200)}`);
  console.log(`npx ${words.join(' ')}: wrote ${module.length} characters`);

  const example = join(folder, 'own-kernel');
  cpSync('examples/own-kernel', example, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(example, 'package.json'), 'utf8'));
  manifest.dependencies.lanewise = `file:${tarball}`;
  writeFileSync(join(example, 'package.json'), JSON.stringify(manifest));
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], example);
  run('npm', ['run', 'build'], example);
  const shown = run('npm', ['start', '--silent'], example).trim();
  if (shown !== EXPECTED_KERNEL) throw new Error(`own-kernel: expected ${EXPECTED_KERNEL}, got ${shown}`);
  for (const name of ['lisht', 'lisht.shared']) {
    const binary = new Uint8Array(readFileSync(join(example, `build/${name}.wasm`)));
    const faults = faultsOf(binary, name === 'lisht.shared');
    if (faults.length > 0) throw new Error(`own-kernel, ${name}.wasm: ${faults.slice(0, 5).join('; ')}`);
  }
  console.log(`own-kernel, built by asc from the tarball, ran:\n${shown}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
