// docs/environments.md as data: the commands and files of each section, and the table that this program writes.
import { readFileSync, writeFileSync } from 'node:fs';

const PAGE = 'docs/environments.md';
const TABLE = /(<!-- table -->\n)[\s\S]*?(<!-- \/table -->)/;

/** What a section of the page says to write and to run. */
export interface Recipe {
  readonly files: ReadonlyMap<string, string>;
  readonly commands: readonly string[];
  /** The command that serves the page until it is stopped. */
  readonly server: string | undefined;
  /** What the program or the page shows. */
  readonly output: string | undefined;
}

/** The section called `heading`. */
export function recipe(heading: string): Recipe {
  const text = readFileSync(PAGE, 'utf8');
  const section = text.split(/^## /m).find((each) => each.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`${PAGE}: expected a section "${heading}", got none`);
  const blocks = [...section.matchAll(/^```(\w+) ?(\S*)\n(.*?)^```$/gms)].map(([, language, name, body]) => ({
    language: language!,
    name: name!,
    body: body!,
  }));
  const shell = blocks.filter(({ language }) => language === 'sh');
  const linesOf = (isServer: boolean): string[] =>
    shell
      .filter(({ name }) => (name === 'server') === isServer)
      .flatMap(({ body }) => body.trim().split('\n'));
  return {
    files: new Map(
      blocks.filter(({ language }) => /^(js|html)$/.test(language)).map(({ name, body }) => [name, body]),
    ),
    commands: linesOf(false),
    server: linesOf(true)[0],
    output: blocks.find(({ language }) => language === 'text')?.body.trim(),
  };
}

/** `later` after `first`; a file of `later` takes the place of one of that name. */
export function joined(first: Recipe, later: Recipe): Recipe {
  return {
    files: new Map([...first.files, ...later.files]),
    commands: [...first.commands, ...later.commands],
    server: later.server ?? first.server,
    output: later.output ?? first.output,
  };
}

/** How many commands a recipe takes, and how many lines of code in the files that it uses. */
export function effort({ files, commands, server }: Recipe): { commands: number; lines: number } {
  const used = new Set<string>();
  const use = (text: string): void => {
    for (const [name, body] of files) {
      const base = name.split('/').at(-1)!;
      if (used.has(name) || !text.includes(base)) continue;
      used.add(name);
      use(body);
    }
  };
  use(
    [
      ...commands,
      server ?? '',
      ...[...files.keys()].filter((name) => /html$|page\.js$|layout\.js$|test/.test(name)),
    ].join('\n'),
  );
  const code = [...used].flatMap((name) => files.get(name)!.split('\n'));
  return {
    commands: commands.length + (server === undefined ? 0 : 1),
    lines: code.filter((line) => line.trim() !== '').length,
  };
}

export interface Line {
  readonly environment: string;
  readonly versions: string;
  readonly result: string;
  readonly effort: string;
}

const HEADER = '| environment | versions | result | commands, lines of code |\n|---|---|---|---|\n';

/** Writes `lines` into the table. Those of other environments stay as they are unless `isWhole`. */
export function writeTable(lines: readonly Line[], order: readonly string[], isWhole: boolean): void {
  const text = readFileSync(PAGE, 'utf8');
  const rows = new Map<string, string>();
  if (!isWhole) {
    for (const [row, name] of TABLE.exec(text)![0].matchAll(/^\| ([^|]+?) \|.*\|$/gm)) rows.set(name!, row);
  }
  for (const { environment, versions, result, effort } of lines) {
    rows.set(environment, `| ${environment} | ${versions} | ${result.replaceAll('|', '\\|')} | ${effort} |`);
  }
  const body = order.flatMap((name) => (rows.has(name) ? [`${rows.get(name)}\n`] : [])).join('');
  writeFileSync(
    PAGE,
    text.replace(TABLE, (_, open, close) => `${open}${HEADER}${body}${close}`),
  );
}
