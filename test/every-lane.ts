// Makes every lane function known, as a program does that imports every op: for tests of all operations.
import { readdirSync } from 'node:fs';
import { type Lane, provideLanes } from '../src/render/wat/lanes.js';

const FOLDER = '../src/render/wat/lanes';

for (const file of readdirSync(`${import.meta.dirname}/${FOLDER}`)) {
  if (file === 'standard.ts' || file === 'names.ts') continue;
  provideLanes(...(Object.values(await import(`${FOLDER}/${file}`)) as Lane[]));
}
