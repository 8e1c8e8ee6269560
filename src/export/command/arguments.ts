// The command line: what it says, and what is wrong with it.
import { parseArgs } from 'node:util';

export const TARGETS = ['torch', 'jax', 'keras', 'tensorflow', 'numpy', 'onnx', 'c', 'wat', 'latex'] as const;
export type TargetName = (typeof TARGETS)[number];

export const HELP = `Usage: npx lanewise export FILE --to TARGET [options]

Writes an op of lanewise for another framework. FILE is a module in TypeScript or JavaScript
that exports it: what activation(), elementwise(), vectorize() or kernelOp() with a formula made.

Targets:
  torch, jax, keras, tensorflow, numpy   a Python module: the function and its derivative
  onnx                                   a model in ONNX
  c                                      functions in C11, of arrays and of one element
  wat                                    the kernel as WebAssembly text
  latex                                  formula and derivative, for amsmath

Options:
  --to TARGET          for what to write
  --op NAME            which op, if FILE exports several: the name of the export, or of the op
  --name NAME          what the function is called, if not as the op
  --derivative INPUT   write the derivative by that input instead: its name, or its index from 0
  --opset N            onnx: the version of its operators, 15 to 25 (17)
  --rank N             onnx: the number of dimensions of the inputs (any)
  --out PATH           the file to write; else it goes to the standard output
  -h, --help           show this
  -v, --version        show the version of lanewise

Exit codes: 0 done, 1 the file or the op cannot be exported, 2 the command line is wrong.

Examples:
  npx lanewise export ./my-activation.ts --to torch > my_activation.py
  npx lanewise export ./my-activation.ts --to onnx --out my-activation.onnx
  npx lanewise export ./activations.js --op snake --to onnx --derivative x --out slope.onnx

TypeScript is read by Node itself from 22.18 on; before, by tsx, if it is installed.
`;

/** What is wrong with the command line. */
export class UsageError extends Error {}

export interface Arguments {
  readonly file: string;
  readonly to: TargetName;
  readonly op: string | undefined;
  readonly name: string | undefined;
  readonly derivative: string | undefined;
  readonly opset: number | undefined;
  readonly rank: number | undefined;
  readonly out: string | undefined;
}

const STRING = { type: 'string' } as const;
const BOOLEAN = { type: 'boolean' } as const;

/**
 * The command line `words`, or what to show.
 * @throws UsageError for one that is wrong.
 */
export function parsedArguments(words: readonly string[]): Arguments | 'help' | 'version' {
  const { values, positionals } = parsed(words);
  if (values.help) return 'help';
  if (values.version) return 'version';
  const [command, file, ...rest] = positionals;
  if (command === undefined) return 'help';
  if (command !== 'export') throw new UsageError(`expected the command export, got "${command}"`);
  if (file === undefined) throw new UsageError('export: expected a FILE, got none');
  if (rest.length > 0) throw new UsageError(`export: expected one FILE, got ${rest.length + 1}`);
  const to = TARGETS.find((target) => target === values.to);
  if (to === undefined) {
    const got = values.to === undefined ? 'none' : `"${values.to}"`;
    throw new UsageError(`export: --to expected ${TARGETS.join(', ')}, got ${got}`);
  }
  const { op, name, derivative, out } = values;
  const opset = integerOf('--opset', values.opset);
  const rank = integerOf('--rank', values.rank);
  for (const [option, value] of [
    ['--opset', opset],
    ['--rank', rank],
  ] as const) {
    if (value !== undefined && to !== 'onnx') {
      throw new UsageError(`export: ${option} expected --to onnx, got --to ${to}`);
    }
  }
  if (name !== undefined && to === 'wat')
    throw new UsageError('export: --name expected no --to wat, which has no names');
  return { file, to, op, name, derivative, opset, rank, out };
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        to: STRING,
        op: STRING,
        name: STRING,
        derivative: STRING,
        opset: STRING,
        rank: STRING,
        out: STRING,
        help: { ...BOOLEAN, short: 'h' },
        version: { ...BOOLEAN, short: 'v' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0]);
  }
}

function integerOf(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d{1,4}$/.test(value)) throw new UsageError(`export: ${option} expected an integer, got "${value}"`);
  return Number(value);
}
