// Compiles the lane functions of assembly/lanes and writes them, in parts, into TypeScript files, so that a
// generated module can hold just those that it calls, and a bundle just those that it may use.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';
import { CLAIMS } from '../assembly/lanes/claims.js';
import { laneFiles } from './lanes/files.js';
import { functionsOf } from './lanes/functions.js';
import { header } from './lanes/header.js';
import { documented } from './sweep/document.js';

const SOURCE = 'assembly/lanes';
const TARGET = 'src/render/wat/lanes';
const ENTRY = 'build/lanes.ts';

mkdirSync('build', { recursive: true });
writeFileSync(ENTRY, entry());
const { error, stderr } = await asc.main([ENTRY, '--target', 'lanes']);
if (error !== null) throw new Error(`lanes: asc: ${stderr}`);
const files = laneFiles(functionsOf(readFileSync('build/lanes.wat', 'utf8')), CLAIMS);
rmSync(TARGET, { recursive: true, force: true });
mkdirSync(TARGET);
for (const [name, text] of files) writeFileSync(`${TARGET}/${name}`, text);
const sourceOf = (name: string): string => readFileSync(`${SOURCE}/${name}.ts`, 'utf8');
writeFileSync('assembly/index.ts', header(CLAIMS, sourceOf, documented()));

/**
 * A module that exports the lane functions of all files, and nothing else. Were the files entries themselves, asc
 * would export what they share too, and would no longer inline it.
 */
function entry(): string {
  const sources = readdirSync(SOURCE).filter((file) => file.endsWith('.ts') && file !== 'claims.ts');
  return sources
    .map((file) => {
      const text = readFileSync(`${SOURCE}/${file}`, 'utf8');
      const names = [...text.matchAll(/^export function (\w+(?:Exact|Fast))\(/gm)].map((match) => match[1]!);
      if (names.length === 0) return '';
      return `export { ${names.join(', ')} } from '../${SOURCE}/${file.slice(0, -'.ts'.length)}';\n`;
    })
    .join('');
}
