// What goes wrong in one operation on given operands, in words.
import { constant } from '../../expr/expr.js';
import { format } from '../../expr/notation.js';
import type { OperationName } from '../../expr/operations.js';

/** A value as float32 arithmetic makes it, and in float64. */
interface Both {
  readonly float32: number;
  readonly float64: number;
}

interface Operand extends Both {
  /** Whether it may be another number than is meant, as rounding or an elementary function made it. */
  readonly isRounded: boolean;
}

/** What goes wrong in the operation `name`, or null. What its operands bring along is not its trouble. */
export function troubleOf(name: OperationName, operands: readonly Operand[], result: Both): string | null {
  if (name === 'select' || name === 'override') return null;
  const args = operands.map(({ float32 }) => float32);
  const { float32: y } = result;
  if (Number.isNaN(y))
    return args.some(Number.isNaN) ? fromOutside(operands) : `NaN: ${reasonOfNaN(name, args)}`;
  if (!Number.isFinite(y))
    return args.every(Number.isFinite) ? infinity(name, args, result) : fromOutside(operands);
  if (args.some((arg) => !Number.isFinite(arg))) return fromOutside(operands);
  return digitsLost(name, operands, result) ?? underflow(args, result);
}

/** An input or a constant that is not a number has no line of its own: its first use names it. */
function fromOutside(operands: readonly Operand[]): string | null {
  const bad = operands.find(({ float32, isRounded }) => !isRounded && !Number.isFinite(float32));
  return bad === undefined ? null : `takes ${number(bad.float32)}`;
}

const NEGATIVE: Partial<Record<OperationName, number>> = { sqrt: 0, log: 0, log2: 0, log1p: -1, acosh: 1 };
const OUTSIDE = new Set<OperationName>(['asin', 'acos', 'atanh']);

function reasonOfNaN(name: OperationName, args: readonly number[]): string {
  const [a, b] = args as [number, number?];
  const least = NEGATIVE[name];
  if (least === 0) return `${name} of a negative number`;
  if (least !== undefined) return `${name} of a number below ${least}`;
  if (OUTSIDE.has(name)) return `${name} of a number outside [-1, 1]`;
  if (name === 'pow' && a < 0 && Number.isFinite(b)) return 'a negative number to a power that is no integer';
  if ((name === 'mod' || name === 'rem') && b === 0) return `${name} by 0`;
  return `${name} of ${args.map(number).join(' and ')}`;
}

function infinity(name: OperationName, args: readonly number[], { float32, float64 }: Both): string {
  const [a, b] = args as [number, number?];
  if (name === 'div' && b === 0) return `${number(float32)}: division by 0`;
  const isPole = ['log', 'log2', 'log1p', 'atanh'].includes(name) || (name === 'pow' && a === 0);
  if (isPole) return `${number(float32)}: ${name} of ${args.map(number).join(' and ')}`;
  return `overflows: ${String(float64)} is more than float32 holds`;
}

/** The bits of a float32. */
const BITS = 24;
/** Fewer lost bits than this are no trouble. */
const TROUBLE = 8;

function digitsLost(name: OperationName, operands: readonly Operand[], result: Both): string | null {
  if (name === 'add' || name === 'sub') {
    if (!operands.some(({ isRounded }) => isRounded)) return null;
    const [a, b] = operands.map(({ float32 }) => float32) as [number, number];
    const most = Math.max(Math.abs(a), Math.abs(b));
    if (most === 0) return null;
    const bits = Math.min(BITS, Math.floor(Math.log2(most / Math.abs(result.float32))));
    if (bits < TROUBLE) return null;
    return `cancels: ${number(a)} ${name === 'add' ? '+' : '-'} ${number(b)} loses ${bits} bits`;
  }
  const bits = bitsOff(result) - Math.max(...operands.map(bitsOff));
  return bits < TROUBLE ? null : `magnifies the rounding of its operands: loses ${Math.floor(bits)} bits`;
}

/** How many of its bits a normal number has lost, by comparison with float64. */
function bitsOff({ float32, float64 }: Both): number {
  if (!(Math.abs(float64) >= LEAST_NORMAL) || !Number.isFinite(float64)) return 0;
  const error = Math.abs(float32 - float64) / Math.abs(float64);
  return Math.min(BITS, Math.max(0, Math.log2(error) + BITS));
}

const LEAST_NORMAL = 2 ** -126;

function underflow(args: readonly number[], { float32, float64 }: Both): string | null {
  const isTiny = Math.abs(float64) < LEAST_NORMAL && float64 !== 0;
  if (!isTiny || args.some((arg) => arg !== 0 && Math.abs(arg) < LEAST_NORMAL)) return null;
  return `underflows: ${float64} is ${float32 === 0 ? '0' : 'subnormal'} in float32`;
}

const number = (value: number): string => format(constant(value), []);
