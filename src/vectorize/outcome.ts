// How a statement ends, on each of its paths: a tree of the conditions that decide. Paths that go on are merged into
// one state before the next statement, so that each statement is compiled once.
import type { Expr } from '../expr/expr.js';
import type { Algebra } from './algebra.js';
import { State } from './scope.js';
import { chosen, UNDEFINED, type Value } from './values.js';

export type Outcome = End | Fork;

export interface End {
  readonly kind: 'next' | 'return' | 'break' | 'continue';
  readonly state: State;
  /** Of break and continue. */
  readonly label?: string | undefined;
  /** Of return. */
  readonly value?: Value;
}

export interface Fork {
  readonly kind: 'fork';
  readonly condition: Expr;
  /** The condition in the source. */
  readonly text: string;
  readonly yes: Outcome;
  readonly no: Outcome;
}

export const next = (state: State): End => ({ kind: 'next', state });

/** `outcome` with each end replaced by what `map` returns for it. */
export function mapEnds(outcome: Outcome, map: (end: End) => Outcome): Outcome {
  const done = new Map<Outcome, Outcome>();
  const visit = (each: Outcome): Outcome => {
    let mapped = done.get(each);
    if (mapped === undefined) {
      mapped = each.kind === 'fork' ? { ...each, yes: visit(each.yes), no: visit(each.no) } : map(each);
      done.set(each, mapped);
    }
    return mapped;
  };
  return visit(outcome);
}

/** What holds where `outcome` goes on; undefined if it never does. */
export function stateOf(outcome: Outcome, algebra: Algebra): State | undefined {
  const done = new Map<Outcome, State | undefined>();
  const visit = (each: Outcome): State | undefined => {
    if (each.kind !== 'fork') return each.kind === 'next' ? each.state : undefined;
    if (done.has(each)) return done.get(each);
    const [yes, no] = [visit(each.yes), visit(each.no)];
    const state = yes && no ? State.merged(each.condition, yes, no, algebra) : (yes ?? no);
    done.set(each, state);
    return state;
  };
  return visit(outcome);
}

/** `outcome` going on as `then` does, from the merged state of all paths that go on. */
export function andThen(outcome: Outcome, algebra: Algebra, then: (state: State) => Outcome): Outcome {
  const state = stateOf(outcome, algebra);
  if (state === undefined) return outcome;
  return followedBy(outcome, then(state));
}

/** `outcome` with `rest` in place of each path that goes on. */
export function followedBy(outcome: Outcome, rest: Outcome): Outcome {
  return outcome.kind === 'next' ? rest : mapEnds(outcome, (end) => (end.kind === 'next' ? rest : end));
}

/** What a function returns that ends so, and the state after it. A path without a value returns undefined. */
export function returned(
  outcome: Outcome,
  algebra: Algebra,
): { readonly value: Value; readonly state: State } {
  const done = new Map<Outcome, { value: Value; state: State }>();
  const visit = (each: Outcome): { value: Value; state: State } => {
    let result = done.get(each);
    if (result === undefined) {
      if (each.kind === 'fork') {
        const [yes, no] = [visit(each.yes), visit(each.no)];
        result = {
          value: chosen(each.condition, yes.value, no.value, algebra),
          state: State.merged(each.condition, yes.state, no.state, algebra),
        };
      } else result = { value: each.value ?? UNDEFINED, state: each.state };
      done.set(each, result);
    }
    return result;
  };
  return visit(outcome);
}

/** The conditions of a path of `outcome` that returns no value, in words; undefined if every path returns one. */
export function pathWithoutValue(outcome: Outcome): string | undefined {
  const seen = new Set<Outcome>();
  const visit = (each: Outcome, path: readonly string[]): string | undefined => {
    if (each.kind === 'fork') {
      if (seen.has(each)) return undefined;
      seen.add(each);
      return visit(each.yes, [...path, each.text]) ?? visit(each.no, [...path, `not (${each.text})`]);
    }
    const isMissing =
      each.value === undefined || (each.value.kind === 'known' && each.value.value === undefined);
    return isMissing ? path.join(' and ') : undefined;
  };
  return visit(outcome, []);
}
