// npm run catalogue: draws docs/pictures: each activation of the catalogue with its derivative, spiky large, and what
// training looks like.
import { mkdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { ACTIVATIONS, smallPicture, spikyPicture } from './pictures/activations.js';
import { trainingPicture } from './pictures/training.js';

export const FOLDER = 'docs/pictures';
export const TRAINING = `${FOLDER}/training.svg`;

/** The text of each picture, by file; but for that of training, which takes its time. */
export function pictures(): Record<string, string> {
  const small = Object.keys(ACTIVATIONS).map(
    (name) => [`${FOLDER}/${name}.svg`, smallPicture(name)] as const,
  );
  return { ...Object.fromEntries(small), [`${FOLDER}/spiky-large.svg`]: spikyPicture() };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  mkdirSync(FOLDER, { recursive: true });
  const all = { ...pictures(), [TRAINING]: await trainingPicture() };
  for (const [file, text] of Object.entries(all)) writeFileSync(file, text);
}
