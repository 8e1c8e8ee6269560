// Where the compiler is: in which function and scope, with what in its variables.
import type { Node } from 'acorn';
import type { Expr } from '../expr/expr.js';
import type { Algebra } from './algebra.js';
import { type ErrorKind, Refusal, type Source } from './errors.js';
import { Scope, State } from './scope.js';
import { chosen, type Value } from './values.js';

/** Expressions that are evaluated at compile time, calls and turns of loops included; more is refused. */
const MOST_STEPS = 200_000;

/** Calls that lie one in another. */
const MOST_CALLS = 64;

/** The variable that holds the arguments of a function: no name of the source is like it. */
export const ARGUMENTS = '(arguments)';

/** What is the same for the whole compilation of one function. */
export class Context {
  readonly algebra: Algebra;
  /** What comes from outside, by name. */
  readonly uses: ReadonlyMap<string, Value>;
  /** Whether numbers are rounded to float32 on the way: it calls Math.fround. */
  rounds = false;
  #steps = 0;

  constructor(algebra: Algebra, uses: ReadonlyMap<string, Value>) {
    this.algebra = algebra;
    this.uses = uses;
  }

  step(at: Frame, node: Node): void {
    if (++this.#steps <= MOST_STEPS) return;
    at.refuse(
      node,
      `the function takes more than ${MOST_STEPS} steps to unroll`,
      'Write shorter loops, or give the option host: true.',
    );
  }
}

export class Frame {
  readonly context: Context;
  readonly source: Source;
  readonly scope: Scope;
  state: State;
  /** Names of the functions that are being called, the outermost first. */
  readonly calls: readonly string[];

  constructor(context: Context, source: Source, scope: Scope, state: State, calls: readonly string[] = []) {
    this.context = context;
    this.source = source;
    this.scope = scope;
    this.state = state;
    this.calls = calls;
  }

  get algebra(): Algebra {
    return this.context.algebra;
  }

  /** The same place with a copy of the variables. */
  fork(): Frame {
    return this.with(this.state.copy());
  }

  with(state: State): Frame {
    return new Frame(this.context, this.source, this.scope, state, this.calls);
  }

  /** A block in here. */
  block(): Frame {
    return new Frame(this.context, this.source, new Scope(this.scope), this.state, this.calls);
  }

  /** The body of a function called `name` that was written in `scope` of `source`, called at `node` from here. */
  enter(node: Node, name: string, source: Source, scope: Scope): Frame {
    if (this.calls.length >= MOST_CALLS) {
      this.refuse(
        node,
        `"${name}" calls itself more than ${MOST_CALLS} times: its recursion depends on the data, or has no end`,
        'Write a loop of constant length, or give the option host: true.',
      );
    }
    return new Frame(this.context, source, new Scope(scope), this.state, [...this.calls, name]);
  }

  /** What `yes` gives where `condition`, else `no`; the variables that they set are chosen likewise. */
  branch(condition: Expr | boolean, yes: (at: Frame) => Value, no: (at: Frame) => Value): Value {
    if (typeof condition === 'boolean') return condition ? yes(this) : no(this);
    const [a, b] = [this.fork(), this.fork()];
    const [p, q] = [yes(a), no(b)];
    this.state = State.merged(condition, a.state, b.state, this.algebra);
    return chosen(condition, p, q, this.algebra);
  }

  /** The source of `node`, in one line. */
  textOf({ start, end }: Node): string {
    const { text, offset } = this.source;
    return text.slice(start - offset, end - offset).replace(/\s+/g, ' ');
  }

  /** @throws Refusal, at `node`. */
  refuse(node: Node, problem: string, remedy = '', kind?: ErrorKind): never {
    throw new Refusal(problem, remedy, this.source, node, kind);
  }
}
