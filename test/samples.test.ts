// Every sample in the documents runs, and prints what the document says that it prints; and so do the examples.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectBuilt } from '../scripts/built.js';
import { execute, FOLDER, printed, run, samplesOf } from './samples.js';

beforeAll(() => expectBuilt('js'));

const DOCUMENTS = ['.', 'docs'].flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .map((file) => (folder === '.' ? file : `${folder}/${file}`)),
);
const WITH_SAMPLES = DOCUMENTS.map((document) => ({ document, samples: samplesOf(document) })).filter(
  ({ samples }) => samples.length > 0,
);

beforeAll(() => void mkdirSync(FOLDER, { recursive: true }));
afterAll(() => rmSync(FOLDER, { recursive: true }));

describe('samples', () => {
  it('are found', () => {
    expect(WITH_SAMPLES.length).toBeGreaterThanOrEqual(12);
    expect(WITH_SAMPLES.flatMap(({ samples }) => samples).length).toBeGreaterThanOrEqual(25);
  });
});

describe.each(WITH_SAMPLES)('the samples of $document', { timeout: 300_000 }, ({ document, samples }) => {
  let outputs: string[];
  beforeAll(async () => {
    outputs = await printed(document, samples);
  }, 300_000);

  it.each(samples.map((sample, i) => ({ ...sample, i, number: i + 1 })))(
    'number $number prints what it says',
    ({ i, output }) => expect(outputs[i]!.trim()).toBe(output.trim()),
  );
});

describe('examples', { timeout: 300_000 }, () => {
  it('digits runs from the known answers to the table', async () => {
    const { stdout: shown, stderr } = await execute(
      'examples/digits.ts',
      ...['--digits', '500', '--epochs', '1', '--rounds', '3'],
    );
    expect(shown).toContain(
      'x         [0.2, 0.7, 1.2, 1.7]\ny         [0.2, 0, 0.2, 0]\ngradient  [1, 0, 1, 0]\n',
    );
    expect(shown).toMatch(/spiky +reads [\d.]+ % of the held-out digits correctly/);
    expect(shown).toMatch(/relu +reads [\d.]+ % of the held-out digits correctly/);
    expect(shown).toContain('loss over the training');
    // A log: no colours, and a line of progress at the start and the end of each training.
    expect(shown + stderr).not.toContain('\x1b');
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(8);
    expect(shown).toMatch(/lanewise spiky +[\d.]+ ms +1\.00x +[\d.]+ ms +1\.00x\n/);
  });

  it('from-python runs from the recipe to the time of an element', async () => {
    const shown = await run('examples/from-python.ts', '--digits', '1000', '--epochs', '2');
    expect(shown).toContain(
      "np_spiky = np.vectorize(spiky)          const op = vectorize('spiky', spiky);\n",
    );
    expect(shown).toContain(
      'x         [0.2, 0.7, 1.2, 1.7]\ny         [0.2, 0, 0.2, 0]\ngradient  [1, 0, 1, 0]\n',
    );
    const [, read] = /spiky units reads ([\d.]+) % of 200 held-out digits correctly/.exec(shown)!;
    expect(Number(read)).toBeGreaterThan(50);
    const time = (name: string): number => Number(new RegExp(`([\\d.]+) +${name}`).exec(shown)![1]);
    expect(time('the compiled kernel')).toBeLessThan(time('host: true') / 5);
  });

  it('binary learns in all layers with a surrogate gradient, and in the last alone with the true one', async () => {
    const shown = await run('examples/binary.ts', '--digits', '1000', '--epochs', '4');
    const result = (name: string): number[] =>
      new RegExp(`^${name} +reads +([\\d.]+) %.* moved by up to ([\\d.]+)$`, 'm')
        .exec(shown)!
        .slice(1)
        .map(Number);
    const [read, moved] = result('surrogate gradient') as [number, number];
    const [readByLast, movedByNone] = result('true gradient') as [number, number];
    expect(read).toBeGreaterThan(readByLast + 15);
    expect(moved).toBeGreaterThan(0.01);
    expect(movedByNone).toBe(0);
    expect(shown).toContain('loss over the training');
  });

  it('snake goes on with a periodic series, where relu does not', async () => {
    const shown = await run('examples/snake.ts');
    expect(shown).toMatch(/snake_1 \(Lanewise\) +\[\[null,32\]\] +\[null,32\] +32 /);
    const [, snake, relu] = /years to come: snake ([\d.]+) %, relu ([\d.]+) %/.exec(shown)!;
    expect(Number(snake)).toBeLessThan(0.8 * Number(relu));
  });

  it('save-and-load predicts in another process what the trained model did', async () => {
    const folder = mkdtempSync(`${FOLDER}/model-`);
    const tensorIn = (text: string): string => /Tensor\n.*?\]\]\n/s.exec(text)![0];
    const trained = await run('examples/save-and-load/train.ts', folder);
    const loaded = await run('examples/save-and-load/load.ts', folder);
    expect(tensorIn(loaded)).toBe(tensorIn(trained));
    expect(loaded).toMatch(/leaky_1 \(Lanewise\)/);
    rmSync(folder, { recursive: true });
  });

  it('keras shows what is missing, then loads the model', async () => {
    const shown = await run('examples/keras.ts');
    expect(shown).toContain(
      `layer "lambda_1": a Lambda of Python code; write fromKeras(…, { layers: { 'lambda_1': … } })`,
    );
    expect(shown).toContain('Tensor\n    [[0.5078125],\n     [0.53125  ]]\n');
  });
});
