#!/usr/bin/env node
// npx lanewise export: the command. Everything it writes comes from lanewise/export.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { ElementwiseOp } from '../../tfjs/op/op.js';
import { type Arguments, HELP, parsedArguments, UsageError } from './arguments.js';
import { loadModule, opAmong } from './load.js';

type Exporter = typeof import('../index.js');

/** The op that `--derivative` means. */
function chosen(op: ElementwiseOp, derivative: string | undefined): ElementwiseOp {
  if (derivative === undefined) return op;
  if (/^\d{1,4}$/.test(derivative)) return op.derivative(Number(derivative));
  const inputs: readonly string[] = (op as { inputs?: readonly string[] }).inputs ?? ['x'];
  const index = inputs.indexOf(derivative);
  if (index < 0) {
    throw new Error(
      `export: --derivative expected an input of ${op.opName} (${inputs.join(', ')}), got "${derivative}"`,
    );
  }
  return op.derivative(index);
}

function rendered(
  exporter: Exporter,
  op: ElementwiseOp,
  { to, name, opset, rank }: Arguments,
): string | Uint8Array {
  switch (to) {
    case 'onnx':
      return exporter.toOnnx(op, { opset, name, rank });
    case 'c':
      return exporter.toC(op, { name });
    case 'wat':
      return exporter.toWat(op);
    case 'latex':
      return exporter.toLatex(op, { name });
    default:
      return exporter.toPython(op, { framework: to, name });
  }
}

/** The lanewise that `file` gets, as an op is known to the copy that made it. */
function theirs(file: string): Exporter | undefined {
  try {
    return createRequire(resolve(file))('lanewise/export') as Exporter;
  } catch {
    return undefined;
  }
}

async function exported(words: Arguments): Promise<string | Uint8Array> {
  if (words.to === 'onnx' && words.out === undefined && process.stdout.isTTY) {
    throw new UsageError(
      'export: --to onnx expected --out PATH, got none: a model is no text for a terminal',
    );
  }
  const op = chosen(opAmong(words.file, await loadModule(words.file), words.op), words.derivative);
  // Not before: help and errors of the command line need none of it.
  const own = await import('../index.js');
  try {
    return rendered(own, op, words);
  } catch (error) {
    // A copy that does not know the op says so by a TypeError.
    const other = error instanceof TypeError ? theirs(words.file) : undefined;
    if (other === undefined || other.toWat === own.toWat) throw error;
    return rendered(other, op, words);
  }
}

function versionOf(): string {
  const manifest = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** Runs the command, and gives the exit code. */
async function run(words: readonly string[]): Promise<number> {
  try {
    const parsed = parsedArguments(words);
    if (parsed === 'help') await print(HELP);
    else if (parsed === 'version') await print(`${versionOf()}\n`);
    else {
      const result = await exported(parsed);
      if (parsed.out === undefined) await print(result);
      else writeFileSync(parsed.out, result);
    }
    return 0;
  } catch (error) {
    const isUsage = error instanceof UsageError;
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`lanewise ${message}${isUsage ? '; lanewise --help shows how' : ''}\n`);
    return isUsage ? 2 : 1;
  }
}

const print = (text: string | Uint8Array): Promise<void> =>
  new Promise((done) => {
    process.stdout.write(text, () => done());
  });

// A backend may keep the process alive.
process.exit(await run(process.argv.slice(2)));
