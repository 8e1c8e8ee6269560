// Loops that an author wrote, in wasm or JavaScript, become an op: the options, and what is made of them.
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Expr } from '../expr/expr.js';
import type { Precision } from '../expr/program.js';
import { defineActivation } from '../tfjs/define/activation.js';
import { isNamedOp, makeNamedOp, type NamedOp } from '../tfjs/define/elementwise.js';
import { checkedPrecision } from '../tfjs/define/function.js';
import { checkedNames, checkName } from '../tfjs/define/names.js';
import { registered } from '../tfjs/define/registry.js';
import type { Activation } from '../tfjs/define/serialization.js';
import type { Definition } from '../tfjs/op/definition.js';
import type { Explanation } from '../tfjs/op/explain.js';
import { type ElementwiseOp, makeOutputsOp, type OutputsOp, type Tensors } from '../tfjs/op/op.js';
import { checkFlags, checkOptions, checkText } from '../tfjs/options.js';
import { readKernels } from './read.js';
import type { ModuleCheck, Wasm } from './wasm.js';

type Names = readonly string[];

/**
 * A kernel in JavaScript: reads the first arrays, and writes the last ones. See `kernelOp` for what it must promise.
 * `Arrays` are the names of its arrays.
 */
export type Loop<Arrays extends Names> = (
  ...arrays: { -readonly [Index in keyof Arrays]: Float32Array }
) => void;

/** Any op of this package. */
export interface AnyOp {
  readonly opName: string;
  explain(): Explanation;
}

/** Options of `kernelOp`. `Formula` is how the formula is written. */
export interface KernelOptions<
  Inputs extends Names,
  Outputs extends Names,
  Formula = (...inputs: Tensors<Inputs>) => Tensor,
> {
  /** The names of the inputs, in order: for errors, `explain()`, and the parameters of a layer. */
  readonly inputs: Inputs;
  /** The names of the outputs, in order; one by default. With several the op returns an array. */
  readonly outputs?: Outputs | undefined;
  /**
   * The module that holds the kernels that are given by name: bytes, or a build for each kind of memory. `shared` is for
   * the threaded build of tfjs, in pages that are isolated across origins. A function that returns them is called once.
   */
  readonly wasm?: Wasm | (() => Wasm) | undefined;
  /** Computes the outputs, from (…inputs, …outputs): an export of `wasm`, with n as its last argument, or a function. */
  readonly forward: string | NoInfer<Loop<[...Inputs, ...Outputs]>>;
  /**
   * Computes the gradients by the inputs, from (…inputs, …dys, …dxs): an export of `wasm`, with n as its last argument;
   * a function; or an op of (…inputs, …dys) that returns the gradients, and has gradients itself.
   */
  readonly backward?: string | NoInfer<Loop<[...Inputs, ...Outputs, ...Inputs]>> | AnyOp | undefined;
  /** Computes what `op.derivative()` returns, from (x, y): an export or a function. For an op of one input. */
  readonly derivative?: string | NoInfer<Loop<[...Inputs, ...Outputs]>> | undefined;
  /** JavaScript beside the kernels of `wasm`: for engines without wasm SIMD, and for small arrays on cpu. */
  readonly javascript?: NoInfer<JavaScript<Inputs, Outputs>> | undefined;
  /**
   * The function that the kernels compute, in `tf.*` ops, as for `elementwise`. With it the op has gradients of every
   * order, can be used inside other functions, and runs on every backend; the kernels run where they can.
   */
  readonly formula?: NoInfer<Formula> | undefined;
  /** Of what is generated from `formula`, as for `activation`. */
  readonly precision?: Precision | undefined;
  /** Whether another function of this name may be replaced. */
  readonly replace?: boolean | undefined;
  /**
   * Whether to wait for the first use before `wasm` is called and checked, and `formula` is run. For modules that define
   * more ops than most programs use.
   */
  readonly lazy?: boolean | undefined;
}

/** Loops in JavaScript, by what they compute. */
export interface JavaScript<Inputs extends Names, Outputs extends Names> {
  readonly forward?: Loop<[...Inputs, ...Outputs]> | undefined;
  readonly backward?: Loop<[...Inputs, ...Outputs, ...Inputs]> | undefined;
  readonly derivative?: Loop<[...Inputs, ...Outputs]> | undefined;
}

/** What `kernelOp` makes: an activation of one input and one output; else an op that knows its names. */
export type KernelOp<Inputs extends Names, Outputs extends Names> = Outputs extends readonly [string]
  ? Inputs extends readonly [string]
    ? Activation
    : NamedOp<Inputs>
  : OutputsOp<Inputs, Outputs>;

const OPTIONS = [
  ...['inputs', 'outputs', 'wasm', 'forward', 'backward', 'derivative'],
  ...['javascript', 'formula', 'precision', 'replace', 'lazy'],
];

/** How options are read, where a bundle need not hold for every op what reads them. */
export interface Reading<Formula> {
  /** Checks wasm before it is used. */
  readonly checkModule: ModuleCheck;
  /** Checks `formula`. What it returns makes the expression, when that is first needed. */
  readonly formula: (where: string, formula: Formula, inputs: number) => () => Expr;
  /** What `explain()` says of how the op was made. */
  readonly notes?: readonly string[];
}

/**
 * What `kernelOp` does.
 *
 * @param reading How wasm and formulas are read. What was checked when the package was built need not be read again.
 */
export function defineKernelOp<
  Formula,
  const Inputs extends Names,
  const Outputs extends Names = readonly ['y'],
>(
  name: string,
  options: KernelOptions<Inputs, Outputs, Formula>,
  reading: Reading<Formula>,
): KernelOp<Inputs, Outputs>;
export function defineKernelOp<Formula>(
  name: string,
  options: KernelOptions<Names, Names, Formula>,
  reading: Reading<Formula>,
): ElementwiseOp | OutputsOp {
  checkText('kernelOp: name', name);
  const where = `kernelOp "${name}"`;
  checkOptions(where, options, OPTIONS);
  checkFlags(where, options, ['replace', 'lazy']);
  const { formula, replace, lazy = false } = options;
  const inputs = checkedNames(`${where}: inputs`, options.inputs);
  const outputs = checkedNames(`${where}: outputs`, options.outputs ?? ['y']);
  checkedNames(`${where}: inputs and outputs`, [...inputs, ...outputs]);
  const isActivation = inputs.length === 1 && outputs.length === 1;
  if (isActivation) checkName('kernelOp', name);
  const makeExpr = formula && reading.formula(`${where}: formula`, formula, inputs.length);
  if (formula !== undefined && outputs.length > 1) {
    throw new RangeError(`${where}: formula expected an op of one output, got ${outputs.length} outputs`);
  }
  const precision = checkedPrecision(where, options.precision);
  const own = readKernels(where, options, inputs, outputs, reading.checkModule);
  let expr: Expr | undefined;
  const definition: Definition = {
    name,
    inputs,
    get expr() {
      expr ??= makeExpr?.();
      return expr;
    },
    precision,
    own,
    notes: reading.notes,
  };
  if (!lazy) void definition.expr;
  if (isActivation) return defineActivation(where, definition, replace);
  return outputs.length === 1
    ? registered(where, definition, isNamedOp, () => makeNamedOp(definition), replace)
    : registered(where, definition, isOutputsOp, () => makeOutputsOp(definition), replace);
}

function isOutputsOp(op: ElementwiseOp | OutputsOp): op is OutputsOp {
  return 'outputs' in op;
}
