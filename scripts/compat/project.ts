// Folders outside of this repository, with programs that run in them as a user's would.
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Recipe } from './page.js';

const MINUTES = 60_000;

/** All that is installed and written goes here, the cache of npm too. */
export const root = mkdtempSync(join(tmpdir(), 'lanewise-compat-'));

const environment = {
  ...process.env,
  npm_config_cache: join(root, 'cache'),
  npm_config_prefer_offline: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
  YARN_GLOBAL_FOLDER: join(root, 'yarn'),
  YARN_CACHE_FOLDER: join(root, 'yarn-cache'),
  NEXT_TELEMETRY_DISABLED: '1',
  PARCEL_WORKERS: '1',
  DENO_DIR: join(root, 'deno'),
  DENO_NO_UPDATE_CHECK: '1',
  BUN_INSTALL_CACHE_DIR: join(root, 'bun'),
  NO_COLOR: '1',
  FORCE_COLOR: '0',
};

const children = new Set<ChildProcess>();

/** Ends what is still running, and removes all folders. */
export function clean(): void {
  for (const child of children) stop(child);
  rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

function stop(child: ChildProcess): void {
  try {
    process.kill(-child.pid!, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

function start(command: string, cwd: string): ChildProcess {
  // A group of its own, so that what it starts ends with it.
  const child = spawn(command, { cwd, env: environment, shell: true, detached: true, stdio: 'pipe' });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

/** What `command` printed to its standard output. Throws with all that it printed if it fails. */
export async function run(command: string, cwd: string): Promise<string> {
  const child = start(command, cwd);
  // A server ends with its standard input; a program that reads it would wait.
  child.stdin!.end();
  let printed = '';
  let all = '';
  child.stdout!.on('data', (data) => {
    printed += data;
    all += data;
  });
  child.stderr!.on('data', (data) => {
    all += data;
  });
  const timer = setTimeout(() => stop(child), 10 * MINUTES);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  if (code !== 0) throw new Error(`${command}: ${code ?? 'stopped'}: ${all.trim()}`);
  return printed.trim();
}

/** Runs `command`, a server, and hands the address that it prints to `use`. */
export async function serving<T>(command: string, cwd: string, use: (url: string) => Promise<T>): Promise<T> {
  const child = start(command, cwd);
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let all = '';
      const read = (data: unknown): void => {
        all += data;
        const match = /http:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(all);
        if (match !== null) resolve(match[0]);
      };
      child.stdout!.on('data', read);
      child.stderr!.on('data', read);
      child.once('close', () => reject(new Error(`${command}: ended: ${all}`)));
      setTimeout(
        () => reject(new Error(`${command}: no address after 5 minutes: ${all}`)),
        5 * MINUTES,
      ).unref();
    });
    return await use(url);
  } finally {
    stop(child);
  }
}

/** A new folder with these files. */
export function folder(
  name: string,
  files: ReadonlyMap<string, string> | Record<string, string> = {},
): string {
  const path = mkdtempSync(join(root, `${name.replace(/\W+/g, '-')}-`));
  write(path, files);
  return path;
}

export function write(path: string, files: ReadonlyMap<string, string> | Record<string, string>): void {
  for (const [name, text] of files instanceof Map ? files : Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
}

/** The tarball that npm would publish. */
let tarball: Promise<string> | undefined;
export function packed(): Promise<string> {
  tarball ??= run(`npm pack --ignore-scripts --silent --pack-destination ${root}`, '.').then((name) =>
    join(root, name),
  );
  return tarball;
}

/** `command` with the tarball where it installs lanewise. */
export async function withTarball(command: string): Promise<string> {
  const installs = /\b(install|add)\b/.test(command);
  return installs ? command.replace(/(?<= )lanewise(?= |$)/, `lanewise@file:${await packed()}`) : command;
}

/** A folder with the files of a recipe, after its commands. */
export async function prepared(name: string, { files, commands }: Recipe): Promise<string> {
  const path = folder(name, files);
  for (const command of commands) await run(await withTarball(command), path);
  return path;
}

const installed = new Map<string, Promise<string>>();

/** What `prepared` gives, from a copy of a folder where the first `shared` commands have run once for all. */
export async function preparedFrom(shared: readonly string[], name: string, recipe: Recipe): Promise<string> {
  const key = shared.join('\n');
  const start: Recipe = { files: new Map(), commands: shared, server: undefined, output: undefined };
  if (!installed.has(key)) installed.set(key, prepared('start', start));
  const path = folder(name);
  cpSync(await installed.get(key)!, path, { recursive: true, verbatimSymlinks: true });
  write(path, recipe.files);
  for (const command of recipe.commands.slice(shared.length)) await run(await withTarball(command), path);
  return path;
}

/** The version of a package that is installed in `path`. */
export function versionIn(path: string, name: string): string {
  const file = join(path, 'node_modules', name, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : '?';
}
