// Whether the build is that of the sources. Each half of the build leaves a hash of what it was made from.
// `tsx scripts/built.ts` builds what is out of date; with the name of a half, it notes that this half is built.
import { execSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What each half of the build is made from, and what it makes. Its command is `npm run build:<name>`. */
const HALVES = {
  wasm: {
    from: [
      'assembly/lanes',
      'assembly/spiky.ts',
      'asconfig.json',
      'docs/ulp.md',
      'scripts/inline-wasm.ts',
    ].concat([
      'scripts/link-lanes.ts',
      'scripts/lanes',
      'scripts/sweep/document.ts',
      'src/render/wat/packing.ts',
    ]),
    makes: ['assembly/index.ts', 'src/wasm/spiky.wasm.ts', 'src/render/wat/lanes/names.ts'],
  },
  js: {
    from: ['src', 'tsconfig.json', 'tsconfig.build.json', 'tsconfig.command.json', 'scripts/formats.ts'],
    makes: ['dist/index.js', 'dist/index.d.ts', 'dist/cjs/index.js', 'layers/package.json'],
  },
};
type Half = keyof typeof HALVES;

const STAMPS = 'build';

function hashOf(half: Half): string {
  const hash = createHash('sha256');
  const files = HALVES[half].from
    .filter(existsSync)
    .flatMap((path) =>
      statSync(path).isDirectory()
        ? readdirSync(path, { recursive: true, encoding: 'utf8' }).map((file) => join(path, file))
        : [path],
    );
  for (const file of files.filter((file) => statSync(file).isFile()).sort()) {
    hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function isBuilt(half: Half): boolean {
  const stamp = `${STAMPS}/${half}.sha256`;
  return (
    HALVES[half].makes.every(existsSync) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOf(half)
  );
}

/**
 * Throws, in one line, if what the given halves make is missing or stale.
 *
 * @throws Error with the command to run.
 */
export function expectBuilt(...halves: Half[]): void {
  const half = halves.find((each) => !isBuilt(each));
  if (half === undefined) return;
  const isThere = HALVES[half].makes.every(existsSync);
  const command = isThere && half === 'js' ? 'npm run build:js' : 'npm run build';
  const error = new Error(
    `build: expected that of these sources, got ${isThere ? 'an older one' : 'none'}; run "${command}" first`,
  );
  error.stack = error.message;
  throw error;
}

if (import.meta.filename === process.argv[1]) {
  const half = process.argv[2] as Half | undefined;
  if (half !== undefined) {
    mkdirSync(STAMPS, { recursive: true });
    writeFileSync(`${STAMPS}/${half}.sha256`, hashOf(half));
  } else {
    for (const each of ['wasm', 'js'] as const) {
      if (!isBuilt(each)) execSync(`npm run build:${each}`, { stdio: 'inherit' });
    }
  }
}
