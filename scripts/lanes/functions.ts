// The functions of a module that asc wrote as text, taken apart and checked: they are linked into other modules.
import { PHRASES, unpack } from '../../src/render/wat/packing.js';

/** A function, named without its path. */
export interface LaneFunction {
  readonly name: string;
  /** The source file that it is from, without folder and ending. */
  readonly file: string;
  readonly params: readonly string[];
  readonly result: string;
  readonly locals: readonly string[];
  /** Its instructions. Parameters and locals are numbered. */
  readonly code: string;
  /** The functions that it calls, each once, by name. */
  readonly calls: readonly string[];
  readonly isExported: boolean;
}

/** The functions of the module `wat`, by name. */
export function functionsOf(wat: string): Map<string, LaneFunction> {
  if (/\(data\b/.test(wat)) throw new Error('lanes: have a data segment; keep the code free of static data');
  const exported = new Set([...wat.matchAll(/^ \(export "(\w+)"/gm)].map((match) => match[1]!));
  const functions = new Map<string, LaneFunction>();
  for (const [, text] of wat.matchAll(/^ (\(func \$[\s\S]*?)\n \)$/gm)) {
    const found = parsed(text!, exported);
    if (functions.has(found.name)) throw new Error(`two functions are called ${found.name}`);
    functions.set(found.name, found);
  }
  for (const found of functions.values()) check(found, functions);
  return functions;
}

/** `(func $path/file/name (param $0 type)… (result type) (local $0 type)… code`. */
function parsed(text: string, exported: ReadonlySet<string>): LaneFunction {
  let rest = text;
  const take = (form: RegExp): string | undefined => {
    const match = form.exec(rest);
    if (match === null) return undefined;
    rest = rest.slice(match[0].length);
    return match[1]!;
  };
  const takeAll = (form: RegExp): string[] => {
    const types: string[] = [];
    for (let type = take(form); type !== undefined; type = take(form)) types.push(type);
    return types;
  };
  const path = take(/^\(func \$([\w./~]+)\s*/)!.split('/');
  const name = path.at(-1)!;
  const params = takeAll(/^\(param \$\d+ (\w+)\)\s*/);
  const result = take(/^\(result (\w+)\)\s*/);
  if (result === undefined) throw new Error(`lane function ${name}: expected a result`);
  const locals = takeAll(/^\(local \$\d+ (\w+)\)\s*/);
  const code = rest
    .replace(/\$[\w./~]*\/(\w+)/g, '$$$1')
    // Labels of loops, as in $for-loop|0.
    .replaceAll('|', '.')
    .replace(/\s+/g, ' ')
    .trim();
  const calls = new Set([...code.matchAll(/call \$(\w+)/g)].map((match) => match[1]!));
  const file = path.at(-2) ?? '';
  return { name, file, params, result, locals, code, calls: [...calls], isExported: exported.has(name) };
}

/** Throws if `lane` uses anything but its arguments and other functions, or cannot be written out. */
function check(
  { name, params, result, locals, code, calls, isExported }: LaneFunction,
  functions: ReadonlyMap<string, LaneFunction>,
): void {
  const where = `lane function ${name}`;
  const impure = /\b(global\.\w+|memory\.\w+|call_indirect|\w+\.(load|store)\w*)/.exec(code);
  if (impure) throw new Error(`${where}: uses ${impure[1]}; it must be pure`);
  for (const called of calls) {
    if (!functions.has(called)) throw new Error(`${where}: calls ${called}, which is not there`);
  }
  for (const [, variable] of code.matchAll(/\blocal\.\w+ (\S+)/g)) {
    const index = Number(/^\$(\d+)$/.exec(variable!)?.[1] ?? Number.NaN);
    if (!(index < params.length + locals.length)) throw new Error(`${where}: has no local ${variable}`);
  }
  if (unpack(packed(code)) !== code) throw new Error(`${where}: does not come out of packing as it went in`);
  if (!isExported) return;
  if ([...params, result].some((type) => type !== 'v128')) {
    throw new Error(`${where}: expected vectors, got (${params}) -> ${result}`);
  }
  if (/\breturn\b/.test(code)) throw new Error(`${where}: returns early, which would end the whole kernel`);
}

/** `code` in the short form that `unpack` reads. */
export function packed(code: string): string {
  const constants = /v128\.const i32x4 0x(\w{8}) 0x(\w{8}) 0x\1 0x\2/g;
  let short = code.replace(constants, (_, first: string, second: string) =>
    first === second ? `&${first}` : first === '00000000' ? `*${second}` : `~${first}${second}`,
  );
  for (const [character, phrase] of Object.entries(PHRASES)) short = short.replaceAll(phrase, character);
  return short;
}
