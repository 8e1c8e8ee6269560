// The lane functions that programs may use: those of lanes/standard.ts, and what else a module provides. A lane
// function that no module provides is not in a user's bundle.
import type { LaneName } from './lanes/names.js';
import { STANDARD } from './lanes/standard.js';
import { unpack } from './packing.js';
import type { Text } from './statements.js';

export type { LaneName };

/** Types by the letters that stand for them. */
const TYPES = { v: 'v128', i: 'i32', l: 'i64', f: 'f32', d: 'f64' } as const;

/** A function in parts, as scripts/link-lanes.ts writes it. Types are letters of `TYPES`, one for each value. */
export interface Lane {
  readonly name: string;
  readonly params: string;
  /** The type of the result, where it is not a vector. */
  readonly result?: string;
  readonly locals: string;
  /** The instructions, packed. Parameters and locals are numbered. */
  readonly code: string;
  /** The functions that it calls. */
  readonly calls?: readonly Lane[];
}

const provided = new Map<string, Lane>();
provideLanes(...STANDARD);

/** Makes `lanes` known, for a module with operations that need them. */
export function provideLanes(...lanes: readonly Lane[]): void {
  for (const lane of lanes) provided.set(lane.name, lane);
}

export function laneNamed(name: LaneName): Lane {
  const lane = provided.get(name);
  if (lane === undefined) throw new Error(`internal: no module provides the lane function ${name}`);
  return lane;
}

/** Lane functions as text, each written once. */
const functions = new WeakMap<Lane, string>();

/** `lane` as a function of a module. */
export function functionOf(lane: Lane): string {
  let text = functions.get(lane);
  if (text === undefined) {
    text = writtenFunction(lane);
    functions.set(lane, text);
  }
  return text;
}

function writtenFunction(lane: Lane): string {
  const [params, locals] = variablesOf(lane, '');
  const header = [...params.map(declared('param')), `(result ${typeOf(lane.result ?? 'v')})`];
  return `(func $${lane.name} ${[...header, ...locals.map(declared('local'))].join(' ')} ${unpack(lane.code)})`;
}

/** `lane` written out in place of a call, as one piece. It takes the locals of `localsOf`. */
export function inlined({ name, code }: Lane, operands: readonly Text[]): Text {
  // All operands before the first is kept: one may itself be made of the same lane function.
  const sets = operands.map((_, i) => ` local.set $${name}${operands.length - 1 - i}`);
  const given = operands.flatMap((operand) => [' ', ...operand]);
  return ['(block (result v128)', ...given, `${sets.join('')} ${unpack(code, name)})`];
}

/** Declarations of the locals that `lane` takes where it is written out. */
export function localsOf(lane: Lane): string[] {
  return variablesOf(lane, lane.name).flat().map(declared('local'));
}

type Variable = readonly [name: string, type: string];

function variablesOf({ params, locals }: Lane, prefix: string): [params: Variable[], locals: Variable[]] {
  const all = [...params, ...locals].map((letter, i): Variable => [`${prefix}${i}`, typeOf(letter)]);
  return [all.slice(0, params.length), all.slice(params.length)];
}

const declared =
  (kind: 'param' | 'local') =>
  ([name, type]: Variable): string =>
    `(${kind} $${name} ${type})`;

function typeOf(letter: string): string {
  return TYPES[letter as keyof typeof TYPES];
}
