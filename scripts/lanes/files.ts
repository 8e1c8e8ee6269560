// The TypeScript files that hold the lane functions: one for each source file, so that a bundle holds just those
// that it uses; standard.ts, which lists what every bundle has; and names.ts, their names as a type.
import { type LaneClaims, tiersOf } from '../../assembly/lanes/claims.js';
import { type LaneFunction, packed } from './functions.js';

/** The letters of the types, as src/render/wat/lanes.ts reads them. */
const LETTERS: Readonly<Record<string, string>> = { v128: 'v', i32: 'i', i64: 'l', f32: 'f', f64: 'd' };

type Claims = Readonly<Record<string, LaneClaims>>;
type Functions = ReadonlyMap<string, LaneFunction>;

/** What is claimed of a lane function, by its name. */
interface Claim {
  readonly inputs: number;
  readonly isOptional: boolean;
}

/**
 * The generated files by name, from what asc exports and what claims.ts says of it.
 *
 * @throws Error if the two do not agree.
 */
export function laneFiles(functions: Functions, claims: Claims): Map<string, string> {
  const claimed = claimedLanes(claims);
  checkClaims(functions, claimed);
  const lanes = [...functions.values()].filter(({ isExported }) => isExported);
  const names = lanes.map(({ name }) => name).sort();
  const standard = lanes.filter(({ name }) => !claimed.get(name)!.isOptional);
  const files = new Map<string, string>();
  for (const file of new Set([...functions.values()].map((lane) => lane.file))) {
    if (file === 'standard' || file === 'names') throw new Error(`lanes: ${file}.ts is a generated file`);
    files.set(`${file}.ts`, fileText(file, functions));
  }
  checkCycles(functions);
  files.set(
    'standard.ts',
    `${heading('the files of assembly/lanes')}
${imports('standard', standard)}
/** The lane functions that every bundle holds. */
export const STANDARD: readonly Lane[] = [${standard.map(({ name }) => name).join(', ')}];
`,
  );
  files.set(
    'names.ts',
    `${heading('the files of assembly/lanes').split('\n')[0]}
export type LaneName = ${names.map((name) => `'${name}'`).join(' | ')};
`,
  );
  return files;
}

function claimedLanes(claims: Claims): Map<string, Claim> {
  const claimed = new Map<string, Claim>();
  for (const [name, row] of Object.entries(claims)) {
    for (const { lane } of tiersOf(name, row)) {
      claimed.set(lane, { inputs: row.inputs, isOptional: row.optional === true });
    }
  }
  return claimed;
}

function checkClaims(functions: Functions, claimed: ReadonlyMap<string, Claim>): void {
  for (const [name, { inputs }] of claimed) {
    const lane = functions.get(name);
    if (lane?.isExported !== true) {
      throw new Error(`claims.ts: has a row for ${name}, which no file of assembly/lanes exports`);
    }
    if (lane.params.length !== inputs) {
      throw new Error(`claims.ts: says that ${name} has ${inputs} inputs, but it has ${lane.params.length}`);
    }
  }
  for (const { name, file, isExported } of functions.values()) {
    if (isExported && !claimed.has(name)) {
      throw new Error(`claims.ts: has no row for ${name}, which assembly/lanes/${file}.ts exports`);
    }
  }
}

/** Throws if files import each other: their constants would be used before they are set. */
function checkCycles(functions: Functions): void {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file))
      throw new Error(`lanes: call each other in a cycle: ${[...path, file].join(', ')}`);
    if (done.has(file)) return;
    for (const lane of functions.values()) {
      if (lane.file !== file) continue;
      for (const called of callees(lane, functions))
        if (called.file !== file) visit(called.file, [...path, file]);
    }
    done.add(file);
  };
  for (const { file } of functions.values()) visit(file, []);
}

function fileText(file: string, functions: Functions): string {
  const own: LaneFunction[] = [];
  const others = new Set<LaneFunction>();
  /** What a function calls stands above it. */
  const visit = (lane: LaneFunction, path: readonly string[]): void => {
    if (path.includes(lane.name)) throw new Error(`lane function ${lane.name}: calls itself`);
    if (lane.file !== file) {
      others.add(lane);
      return;
    }
    if (own.includes(lane)) return;
    for (const called of callees(lane, functions)) visit(called, [...path, lane.name]);
    own.push(lane);
  };
  for (const lane of functions.values()) if (lane.file === file) visit(lane, []);
  const constants = own.map((lane) => constantText(lane));
  return `${heading(`assembly/lanes/${file}.ts`)}
${imports(file, [...others])}
${constants.join('\n')}`;
}

function callees({ calls }: LaneFunction, functions: Functions): LaneFunction[] {
  return calls.map((name) => functions.get(name)!);
}

function constantText({ name, params, result, locals, code, calls }: LaneFunction): string {
  const fields = [
    `name: '${name}'`,
    `params: '${letters(params)}'`,
    ...(result === 'v128' ? [] : [`result: '${letters([result])}'`]),
    `locals: '${letters(locals)}'`,
    `code: '${packed(code)}'`,
    ...(calls.length === 0 ? [] : [`calls: [${calls.join(', ')}]`]),
  ];
  return `export const ${name}: Lane = {\n${fields.map((field) => `  ${field},\n`).join('')}};\n`;
}

const letters = (types: readonly string[]): string => types.map((type) => LETTERS[type]!).join('');

function heading(source: string): string {
  return `// Generated by scripts/link-lanes.ts from ${source}.\nimport type { Lane } from '../lanes.js';`;
}

/** Import statements for `lanes`, of those that stand in other files than `file`. */
function imports(file: string, lanes: readonly LaneFunction[]): string {
  const byFile = new Map<string, string[]>();
  for (const lane of lanes) {
    if (lane.file !== file) byFile.set(lane.file, [...(byFile.get(lane.file) ?? []), lane.name]);
  }
  return [...byFile]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([from, names]) => `import { ${names.sort().join(', ')} } from './${from}.js';\n`)
    .join('');
}
