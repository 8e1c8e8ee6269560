// A module of the user, in JavaScript or TypeScript, and the ops that it exports.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ElementwiseOp } from '../../tfjs/op/op.js';

type Exports = Readonly<Record<string, unknown>>;

/** What `file` exports. What it prints meanwhile goes to the standard error, as the output is the export. */
export async function loadModule(file: string): Promise<Exports> {
  const path = resolve(file);
  if (!existsSync(path)) throw new Error(`export: expected a file, got ${file}, which does not exist`);
  const write = process.stdout.write;
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof write;
  try {
    if (['.ts', '.mts', '.cts', '.tsx'].includes(extname(path))) await readTypeScript(file, path);
    return (await import(pathToFileURL(path).href)) as Exports;
  } catch (error) {
    throw new Error(`export: ${file} could not be loaded: ${messageOf(error)}${remedyOf(error)}`, {
      cause: error,
    });
  } finally {
    process.stdout.write = write;
  }
}

/** Makes sure that Node reads TypeScript: by itself, or by the tsx that the user has. */
async function readTypeScript(file: string, path: string): Promise<void> {
  if ('typescript' in process.features && process.features.typescript) return;
  for (const from of [path, `${process.cwd()}/`]) {
    const found = resolvedFrom(from, 'tsx');
    if (found === undefined) continue;
    // What `node --import tsx` does.
    await import(pathToFileURL(found).href);
    return;
  }
  throw new Error(
    `Node ${process.versions.node} does not read TypeScript; install tsx (npm i -D tsx), take Node 22.18 or later, ` +
      `or compile ${file} to JavaScript`,
  );
}

/** What `name` is to the module at `path`, or undefined. */
function resolvedFrom(path: string, name: string): string | undefined {
  try {
    return createRequire(path).resolve(name);
  } catch {
    return undefined;
  }
}

function remedyOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') {
    return '; Node only leaves types out: run it by tsx, as npx tsx node_modules/.bin/lanewise export …';
  }
  return '';
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Whether `value` looks like an op, of this or another copy of lanewise. */
const isOp = (value: unknown): value is ElementwiseOp =>
  typeof value === 'function' && 'opName' in value && 'derivative' in value && 'explain' in value;

/** The op called `name` among `exports`, or the only one. */
export function opAmong(file: string, exports: Exports, name: string | undefined): ElementwiseOp {
  // A module in CommonJS has its exports also in its default.
  const nested = exports.default;
  const all = { ...(typeof nested === 'object' && nested !== null ? (nested as Exports) : {}), ...exports };
  const ops = new Map(
    Object.entries(all).filter((entry): entry is [string, ElementwiseOp] => isOp(entry[1])),
  );
  if (ops.size === 0) {
    throw new Error(
      `export: expected ${file} to export an op, as export const mine = activation('mine', …); got ${listed(Object.keys(all))}`,
    );
  }
  const distinct = new Set(ops.values());
  if (name === undefined) {
    if (distinct.size === 1) return [...distinct][0]!;
    throw new Error(`export: expected one op in ${file}, got ${listed([...ops.keys()])}; choose one by --op`);
  }
  const found = ops.get(name) ?? [...distinct].find((op) => op.opName === name);
  if (found !== undefined) return found;
  throw new Error(`export: --op expected ${listed([...ops.keys()])}, got "${name}"`);
}

/** Some of `names`, for a message. */
function listed(names: readonly string[]): string {
  if (names.length === 0) return 'nothing';
  const more = names.length > 12 ? ` and ${names.length - 12} more` : '';
  return `${names.slice(0, 12).join(', ')}${more}`;
}
