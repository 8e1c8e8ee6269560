// Every sample in the documents runs, and prints what the document says that it prints.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectBuilt } from '../scripts/built.js';

beforeAll(() => expectBuilt('js'));

/** Inside the package, so that `lanewise` means this one. */
const FOLDER = 'build/samples';

function run(file: string, ...args: string[]): string {
  return execFileSync(process.execPath, ['--import', 'tsx', file, ...args], {
    encoding: 'utf8',
    // A busy machine may be ten times slower than an idle one.
    timeout: 300_000,
  });
}

/** The `ts` blocks of a document with the `text` blocks that follow them. */
function samplesOf(document: string): { code: string; output: string }[] {
  const text = readFileSync(document, 'utf8');
  return [...text.matchAll(/```ts\n(.*?)```\s*(?:```text\n(.*?)```)?/gs)].map((match) => ({
    code: match[1]!,
    output: match[2]!,
  }));
}

describe('samples', () => {
  beforeAll(() => mkdirSync(FOLDER, { recursive: true }));
  afterAll(() => rmSync(FOLDER, { recursive: true }));

  const documents = readdirSync('.').filter((file) => file.endsWith('.md'));
  const samples = documents.flatMap((document) =>
    samplesOf(document).map((sample, i) => ({ name: `${document}, number ${i + 1}`, ...sample })),
  );

  it('are found', () => expect(samples.length).toBeGreaterThanOrEqual(3));

  it.each(samples)('$name prints what it says', ({ name, code, output }) => {
    const file = `${FOLDER}/${name.replace(/\W+/g, '-')}.mts`;
    writeFileSync(file, code);
    expect(run(file).trim()).toBe(output.trim());
  });
});

describe('examples', () => {
  it('digits runs from the known answers to the table', () => {
    const printed = run('examples/digits.ts', '--digits', '500', '--epochs', '1', '--rounds', '3');
    expect(printed).toContain(
      'x         [0.2, 0.7, 1.2, 1.7]\ny         [0.2, 0, 0.2, 0]\ngradient  [1, 0, 1, 0]\n',
    );
    expect(printed).toMatch(/spiky +reads [\d.]+ % of the held-out digits correctly/);
    expect(printed).toMatch(/relu +reads [\d.]+ % of the held-out digits correctly/);
    expect(printed).toContain('loss over the training');
    expect(printed).toMatch(/lanewise spiky +[\d.]+ ms +1\.00x +[\d.]+ ms +1\.00x\n/);
  });

  it('from-python runs from the recipe to the time of an element', () => {
    const printed = run('examples/from-python.ts', '--digits', '1000', '--epochs', '2');
    expect(printed).toContain(
      "np_spiky = np.vectorize(spiky)          const op = vectorize('spiky', spiky);\n",
    );
    expect(printed).toContain(
      'x         [0.2, 0.7, 1.2, 1.7]\ny         [0.2, 0, 0.2, 0]\ngradient  [1, 0, 1, 0]\n',
    );
    const [, read] = /spiky units reads ([\d.]+) % of 200 held-out digits correctly/.exec(printed)!;
    expect(Number(read)).toBeGreaterThan(50);
    const time = (name: string): number => Number(new RegExp(`([\\d.]+) +${name}`).exec(printed)![1]);
    expect(time('the compiled kernel')).toBeLessThan(time('host: true') / 5);
  });

  it('binary learns in all layers with a surrogate gradient, and in the last alone with the true one', () => {
    const printed = run('examples/binary.ts', '--digits', '1000', '--epochs', '4');
    const result = (name: string): number[] =>
      new RegExp(`^${name} +reads +([\\d.]+) %.* moved by up to ([\\d.]+)$`, 'm')
        .exec(printed)!
        .slice(1)
        .map(Number);
    const [read, moved] = result('surrogate gradient') as [number, number];
    const [readByLast, movedByNone] = result('true gradient') as [number, number];
    expect(read).toBeGreaterThan(readByLast + 15);
    expect(moved).toBeGreaterThan(0.01);
    expect(movedByNone).toBe(0);
    expect(printed).toContain('loss over the training');
  });

  it('snake goes on with a periodic series, where relu does not', () => {
    const printed = run('examples/snake.ts');
    expect(printed).toMatch(/snake_1 \(Lanewise\) +\[\[null,32\]\] +\[null,32\] +32 /);
    const [, snake, relu] = /years to come: snake ([\d.]+) %, relu ([\d.]+) %/.exec(printed)!;
    expect(Number(snake)).toBeLessThan(0.8 * Number(relu));
  });

  it('save-and-load predicts in another process what the trained model did', () => {
    mkdirSync(FOLDER, { recursive: true });
    const folder = mkdtempSync(`${FOLDER}/model-`);
    const tensorIn = (text: string): string => /Tensor\n.*?\]\]\n/s.exec(text)![0];
    const trained = run('examples/save-and-load/train.ts', folder);
    const loaded = run('examples/save-and-load/load.ts', folder);
    expect(tensorIn(loaded)).toBe(tensorIn(trained));
    expect(loaded).toMatch(/leaky_1 \(Lanewise\)/);
    rmSync(folder, { recursive: true });
  });

  it('keras shows what is missing, then loads the model', () => {
    const printed = run('examples/keras.ts');
    expect(printed).toContain(
      `layer "lambda_1": a Lambda of Python code; write fromKeras(…, { layers: { 'lambda_1': … } })`,
    );
    expect(printed).toContain('Tensor\n    [[0.5078125],\n     [0.53125  ]]\n');
  });
});
