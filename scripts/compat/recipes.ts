// Rows of the sections of docs/environments.md that say how to start: what is written there is run.
import { textOf } from './browser.js';
import { joined, type Recipe, recipe } from './page.js';
import { preparedFrom, run, serving, versionIn } from './project.js';
import { expectLine, type Row } from './row.js';

export const START = recipe('Start');
export const ANSWER = START.output!;

/** A section with what it builds on. */
export function sectionOf(heading: string): Recipe {
  const own = recipe(heading);
  const onVite = heading === 'Worker' ? joined(recipe('Vite'), own) : own;
  const { server, files } = onVite;
  const page = server === undefined ? onVite : joined(filesOf(recipe('Browsers')), onVite);
  const whole = joined(START, page);
  // What is on the page of Vite, but not its commands.
  return heading === 'Worker'
    ? { ...whole, commands: [...START.commands, ...own.commands], server: own.server }
    : { ...whole, files: new Map([...whole.files, ...files]) };
}

function filesOf({ files }: Recipe): Recipe {
  return { files, commands: [], server: undefined, output: undefined };
}

/** The version of each tool that a section installs. */
const toolsOf = (path: string, names: readonly string[]): string =>
  names.map((name) => `${name} ${versionIn(path, name)}`).join(', ');

/** A section whose page is opened in a browser. */
const inBrowser = (section: string, ...tools: string[]): Row => ({
  name: section,
  section,
  check: async () => {
    const steps = sectionOf(section);
    const path = await preparedFrom(START.commands, section, steps);
    const shown = await serving(steps.server!, path, textOf);
    expectLine(shown, ANSWER);
    return { versions: toolsOf(path, tools) };
  },
});

/** A section whose last command runs tests, and fails if they do. */
const inTests = (section: string, tool: string): Row => ({
  name: section,
  section,
  check: async () => ({
    versions: toolsOf(await preparedFrom(START.commands, section, sectionOf(section)), [tool]),
  }),
});

const node: Row = {
  name: 'Node',
  section: 'Node',
  quick: true,
  check: async () => {
    const path = await preparedFrom(START.commands, 'node', {
      ...sectionOf('Node'),
      commands: START.commands,
    });
    expectLine(await run(recipe('Node').commands[0]!, path), ANSWER);
    return { versions: `node ${process.version.slice(1)}` };
  },
};

export const recipes: readonly Row[] = [
  node,
  inBrowser('Vite', 'vite'),
  inBrowser('Worker', 'vite'),
  inBrowser('webpack 5', 'webpack'),
  inBrowser('Next', 'next', 'react'),
  inBrowser('esbuild', 'esbuild'),
  inBrowser('Parcel', 'parcel'),
  inBrowser('HTML page', 'http-server'),
  inTests('Jest', 'jest'),
  inTests('Vitest', 'vitest'),
];
