// Compiles AssemblyScript that imports lanewise/assembly, as asc does where lanewise is installed: it looks for
// node_modules/lanewise/assembly/index.ts and asks no `exports`.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGE = 'node_modules/lanewise/';

/** The module of `source`, with the options of examples/own-kernel/asconfig.json for the target. */
export async function compileKernel(
  source: string,
  target: 'unshared' | 'shared' = 'unshared',
): Promise<Uint8Array<ArrayBuffer>> {
  const { default: asc } = await import('assemblyscript/asc');
  let binary: Uint8Array | undefined;
  const config = readFileSync('examples/own-kernel/asconfig.json', 'utf8');
  const { error, stderr } = await asc.main(
    ['--config', 'asconfig.json', '--target', target, '--outFile', 'kernel.wasm'],
    {
      readFile: (name) => {
        const path = name.replaceAll('\\', '/');
        if (path === 'assembly/kernel.ts') return source;
        if (path === 'asconfig.json') return config;
        if (!path.startsWith(PACKAGE)) return null;
        const file = join(import.meta.dirname, '../..', path.slice(PACKAGE.length));
        return existsSync(file) ? readFileSync(file, 'utf8') : null;
      },
      writeFile: (name, contents) => {
        if (name === 'kernel.wasm') binary = contents as Uint8Array;
      },
      listFiles: () => [],
    },
  );
  if (error !== null || binary === undefined) throw new Error(`the kernel does not compile: ${stderr}`);
  return new Uint8Array(binary);
}

const SECTIONS = [
  ...['custom', 'type', 'import', 'function', 'table', 'memory', 'global', 'export', 'start', 'element'],
  ...['code', 'data', 'data count', 'tag'],
];

/** The names of a module's sections. */
export function sections(binary: Uint8Array): Set<string> {
  const found = new Set<string>();
  for (let at = 8; at < binary.length; ) {
    found.add(SECTIONS[binary[at++]!] ?? 'unknown');
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = binary[at++]!;
      size += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    at += size;
  }
  return found;
}
