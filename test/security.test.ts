// What SECURITY.md promises of the package as it is built: the globals it uses, what it imports, what runs at install.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type AnyNode, parse } from 'acorn';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectBuilt } from '../scripts/built.js';

beforeAll(() => expectBuilt('js'));

/** All globals that the package uses. None of them evaluates text, loads code, reaches the network or keeps data. */
const GLOBALS = `
  Array ArrayBuffer BigInt Boolean DataView Error FinalizationRegistry Float32Array Float64Array
  Function Infinity Int32Array JSON Map Math NaN Number Object Promise Proxy RangeError Reflect
  Set SharedArrayBuffer String Symbol SyntaxError TextDecoder TypeError Uint16Array Uint32Array
  Uint8Array WeakMap WeakRef WeakSet WebAssembly arguments atob console undefined
`
  .trim()
  .split(/\s+/);

const PACKAGES = [
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-layers',
  '@tensorflow/tfjs-converter',
  'acorn',
  '@bufbuild/protobuf/wire',
];

interface Facts {
  /** Names that the file uses and does not declare. */
  readonly globals: ReadonlySet<string>;
  readonly imports: readonly string[];
  /** What could evaluate text or load code. */
  readonly evaluations: readonly string[];
}

type Visit = (node: AnyNode, parent: AnyNode | undefined, key: string) => void;

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function walk(node: AnyNode, visit: Visit, parent?: AnyNode, key = ''): void {
  // `0 && …` tells Node the names of exports, and never runs.
  if (node.type === 'LogicalExpression' && node.left.type === 'Literal' && node.left.value === 0) return;
  visit(node, parent, key);
  for (const [name, value] of Object.entries(node)) {
    for (const each of Array.isArray(value) ? value : [value])
      if (isNode(each)) walk(each, visit, node, name);
  }
}

/** Whether an identifier there is a name of a variable, not of a property, a label or an export. */
function isVariable(parent: AnyNode, key: string): boolean {
  if (parent.type === 'MemberExpression') return key === 'object' || parent.computed;
  if (
    parent.type === 'Property' ||
    parent.type === 'MethodDefinition' ||
    parent.type === 'PropertyDefinition'
  ) {
    return key === 'value' || parent.computed;
  }
  return !/^(ImportSpecifier|ExportSpecifier|LabeledStatement|BreakStatement|ContinueStatement|MetaProperty)$/.test(
    parent.type,
  );
}

/** Whether an identifier there declares its name. */
function isDeclaration(parent: AnyNode, key: string): boolean {
  return (
    (/^(VariableDeclarator|FunctionDeclaration|ClassDeclaration|FunctionExpression|ClassExpression)$/.test(
      parent.type,
    ) &&
      key === 'id') ||
    (/Function/.test(parent.type) && key === 'params') ||
    /^(RestElement|ArrayPattern|CatchClause|ImportDefaultSpecifier|ImportNamespaceSpecifier)$/.test(
      parent.type,
    ) ||
    (parent.type === 'ImportSpecifier' && key === 'local') ||
    (parent.type === 'AssignmentPattern' && key === 'left')
  );
}

function factsOf(code: string, sourceType: 'module' | 'script'): Facts {
  const used = new Set<string>();
  const declared = new Set<string>();
  const imports: string[] = [];
  const evaluations: string[] = [];
  walk(parse(code, { ecmaVersion: 'latest', sourceType }), (node, parent, key) => {
    if (node.type === 'Identifier' && parent !== undefined) {
      if (isDeclaration(parent, key)) declared.add(node.name);
      else if (isVariable(parent, key)) used.add(node.name);
    }
    // A property of a pattern declares its value.
    if (node.type === 'ObjectPattern') {
      for (const property of node.properties) {
        if (property.type === 'Property' && property.value.type === 'Identifier')
          declared.add(property.value.name);
      }
    }
    if ('source' in node && node.source !== null && node.source?.type === 'Literal') {
      imports.push(String(node.source.value));
    }
    if (node.type === 'ImportExpression') evaluations.push('import()');
    if (node.type === 'CallExpression' || node.type === 'NewExpression') {
      const { callee } = node;
      if (callee.type === 'Identifier' && /^(eval|Function)$/.test(callee.name))
        evaluations.push(callee.name);
      if (callee.type === 'Identifier' && callee.name === 'require') {
        const [from] = node.arguments;
        if (from?.type === 'Literal') imports.push(String(from.value));
        else evaluations.push('require() of what is computed');
      }
      if (callee.type === 'MemberExpression' && callee.property.type === 'Identifier') {
        if (callee.property.name === 'constructor') evaluations.push('constructor()');
      }
    }
  });
  return { globals: new Set([...used].filter((name) => !declared.has(name))), imports, evaluations };
}

const known = new Map<string, Facts>();

function factsIn(file: string): Facts {
  const facts =
    known.get(file) ??
    factsOf(readFileSync(file, 'utf8'), file.startsWith('dist/cjs/') ? 'script' : 'module');
  known.set(file, facts);
  return facts;
}

/** What programs can import: the command runs by itself, in Node. */
const built = (): string[] =>
  readdirSync('dist', { recursive: true, encoding: 'utf8' })
    .map((file) => join('dist', file))
    .filter((file) => file.endsWith('.js') && !file.includes(join('export', 'command')));

describe('the reader of facts', () => {
  it.each<[code: string, evaluation: string | undefined, name?: string]>([
    ['eval("1")', 'eval'],
    ['new Function("a", "return a")', 'Function'],
    ['const f = () => fetch("https://example.com")', undefined, 'fetch'],
    ['(0, eval)("1")', undefined, 'eval'],
    ['import("https://example.com/a.js")', 'import()'],
    ['(() => 0).constructor("return 1")', 'constructor()'],
    ['const { a: b = process.env } = {}', undefined, 'process'],
  ])('sees what is forbidden in %s', (code, evaluation, name) => {
    const { globals, evaluations } = factsOf(code, 'module');
    expect(evaluations).toEqual(evaluation === undefined ? [] : [evaluation]);
    if (name !== undefined) expect([...globals]).toContain(name);
  });
});

describe('what is built', () => {
  it('uses no global but those listed, in either format', () => {
    const inCommonJs = ['module', 'require', 'exports'];
    const used = new Set(
      built().flatMap((file) => [...factsIn(file).globals].filter((name) => !inCommonJs.includes(name))),
    );
    expect([...used].filter((name) => !GLOBALS.includes(name))).toEqual([]);
  });

  it('evaluates no text, and loads no code at run time', () => {
    expect(built().flatMap((file) => factsIn(file).evaluations.map((each) => `${file}: ${each}`))).toEqual(
      [],
    );
  });

  it('imports its own files, and the packages that package.json names', () => {
    const packages = built().flatMap((file) => factsIn(file).imports.filter((from) => !from.startsWith('.')));
    expect([...new Set(packages)].sort()).toEqual([...PACKAGES].sort());
  });

  it.each([
    ['index', []],
    ['activations/index', []],
    ['kernels/index', []],
    ['layers/index', ['@tensorflow/tfjs-layers']],
    ['graph/index', ['@tensorflow/tfjs-converter']],
    ['vectorize/index', ['acorn']],
    ['export/index', ['@bufbuild/protobuf/wire']],
  ])('needs for %s tfjs-core and %j', (entry, more) => {
    for (const format of ['dist', 'dist/cjs']) {
      const files = new Set<string>();
      const packages = new Set<string>();
      const visit = (file: string): void => {
        if (files.has(file)) return;
        files.add(file);
        for (const from of factsIn(file).imports) {
          if (from.startsWith('.')) visit(join(dirname(file), from));
          else packages.add(from);
        }
      };
      visit(`${format}/${entry}.js`);
      expect([...packages].sort()).toEqual(['@tensorflow/tfjs-core', ...more].sort());
    }
  });
});

describe('package.json', () => {
  const { scripts, dependencies, peerDependencies, bin } = JSON.parse(readFileSync('package.json', 'utf8'));

  it('has no script that runs where the package is installed', () => {
    for (const name of ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare']) {
      expect(scripts).not.toHaveProperty(name);
    }
  });

  it('depends on the parser of vectorize and the writer of ONNX alone, and on tfjs-core as a peer', () => {
    expect(Object.keys(dependencies).sort()).toEqual(['@bufbuild/protobuf', 'acorn']);
    expect(Object.keys(peerDependencies)).toEqual(['@tensorflow/tfjs-core']);
    expect(bin).toEqual({ lanewise: 'dist/export/command/main.js' });
  });
});
