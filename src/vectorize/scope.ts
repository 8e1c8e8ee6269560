// Names and what they stand for. A scope maps names to variables; a state maps variables to values, and is copied
// where the source branches.
import type { Expr } from '../expr/expr.js';
import type { Algebra } from './algebra.js';
import { chosen, type Value } from './values.js';

export interface Variable {
  readonly name: string;
  readonly isConstant: boolean;
}

export class Scope {
  readonly #variables = new Map<string, Variable>();
  readonly #outer: Scope | undefined;

  constructor(outer?: Scope) {
    this.#outer = outer;
  }

  /** Declares `name` here; a var that is there already stays. */
  declare(name: string, isConstant = false): Variable {
    const existing = this.#variables.get(name);
    if (existing !== undefined && !isConstant) return existing;
    const variable = { name, isConstant };
    this.#variables.set(name, variable);
    return variable;
  }

  /** The variable that was declared in this very scope. */
  findHere(name: string): Variable | undefined {
    return this.#variables.get(name);
  }

  find(name: string): Variable | undefined {
    return this.#variables.get(name) ?? this.#outer?.find(name);
  }
}

/** The values of variables at one place of one path. */
export class State {
  readonly #values: Map<Variable, Value>;

  constructor(values: Iterable<readonly [Variable, Value]> = []) {
    this.#values = new Map(values);
  }

  get(variable: Variable): Value | undefined {
    return this.#values.get(variable);
  }

  set(variable: Variable, value: Value): void {
    this.#values.set(variable, value);
  }

  copy(): State {
    return new State(this.#values);
  }

  /** What holds after both paths: the values of `a` where `condition`, else those of `b`. */
  static merged(condition: Expr, a: State, b: State, algebra: Algebra): State {
    if (a === b) return a;
    const merged = new State(b.#values);
    for (const [variable, value] of a.#values) {
      const other = b.#values.get(variable);
      if (other !== undefined) merged.set(variable, chosen(condition, value, other, algebra));
      // Of a block of one path only: nothing after it can read it, but a function that was made there.
      else merged.set(variable, value);
    }
    return merged;
  }
}
