#!/usr/bin/env node
// npx lanewise export: the command. Everything it writes comes from lanewise/export.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ElementwiseOp } from '../../tfjs/op/op.js';
import * as own from '../index.js';
import { type Arguments, HELP, parsedArguments, UsageError } from './arguments.js';
import { loadModule, opAmong, resolvedFrom } from './load.js';

type Exporter = typeof own;

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

/** This lanewise, and the one that the file gets: an op is known to the copy that made it. */
async function exporters(file: string): Promise<Exporter[]> {
  const theirs = resolvedFrom(resolve(file), 'lanewise/export');
  const other = theirs && ((await import(pathToFileURL(theirs).href)) as Exporter);
  return [own, ...(other ? [other] : [])];
}

async function exported(words: Arguments): Promise<string | Uint8Array> {
  if (words.to === 'onnx' && words.out === undefined && process.stdout.isTTY) {
    throw new UsageError(
      'export: --to onnx expected --out PATH, got none: a model is no text for a terminal',
    );
  }
  const op = chosen(opAmong(words.file, await loadModule(words.file), words.op), words.derivative);
  let first: unknown;
  for (const exporter of await exporters(words.file)) {
    try {
      return rendered(exporter, op, words);
    } catch (error) {
      // A copy that does not know the op says so by a TypeError.
      if (!(error instanceof TypeError)) throw error;
      first ??= error;
    }
  }
  throw first;
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
