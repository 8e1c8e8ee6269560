// Reads the kernels among the options of kernelOp(). Nothing is compiled.
import type { ArrayKernel, OwnKernel } from '../tfjs/backends/own-kernel.js';
import { described } from '../tfjs/errors.js';
import { type BackwardOp, type OwnKernels, outputsOf } from '../tfjs/op/definition.js';
import { definitionOfOp } from '../tfjs/op/op.js';
import { checkOptions } from '../tfjs/options.js';
import type { Entry } from './module.js';
import { type ModuleCheck, moduleOf } from './wasm.js';

/** What kernels compute. */
const ROLES = ['forward', 'backward', 'derivative'] as const;
type Role = (typeof ROLES)[number];

/** The options that concern kernels, of unknown types. */
export interface GivenKernels extends Readonly<Partial<Record<Role, unknown>>> {
  readonly wasm?: unknown;
  readonly javascript?: unknown;
  readonly formula?: unknown;
  readonly lazy?: boolean | undefined;
}

/** @throws TypeError, RangeError for what does not fit the inputs and outputs, and for a module that cannot be used. */
export function readKernels(
  where: string,
  options: GivenKernels,
  inputs: readonly string[],
  outputs: readonly string[],
  checkModule: ModuleCheck,
): OwnKernels {
  const { wasm, javascript = {}, lazy = false } = options;
  checkOptions(`${where}: javascript`, javascript, ROLES);
  const loops = javascript as Readonly<Partial<Record<Role, unknown>>>;
  const d = (names: readonly string[]): string[] => names.map((name) => `d${name}`);
  /** The arrays that a kernel reads, and those that it writes. */
  const arrays: Readonly<Record<Role, readonly [string[], string[]]>> = {
    forward: [[...inputs], [...outputs]],
    derivative: [[...inputs], [...outputs]],
    backward: [[...inputs, ...d(outputs)], d(inputs)],
  };

  const given = ROLES.filter((role) => options[role] !== undefined);
  if (!given.includes('forward')) {
    throw new TypeError(
      `${where}: forward expected the name of an export of wasm or a function, got ${described(options.forward)}`,
    );
  }
  if (given.includes('derivative') && (inputs.length > 1 || outputs.length > 1)) {
    throw new RangeError(
      `${where}: derivative expected an op of one input and one output, got ${inputs.length} and ${outputs.length}`,
    );
  }
  const entries: Entry[] = [];
  for (const role of ROLES) {
    const params = arrays[role].flat();
    const kernel = options[role];
    const loop = loops[role];
    if (typeof kernel === 'string') {
      if (wasm === undefined) {
        throw new TypeError(
          `${where}: ${role} expected a function, as there is no wasm, got the name "${kernel}"`,
        );
      }
      entries.push({ name: kernel, params: [...params, 'n'] });
    } else if (kernel !== undefined && !isOp(kernel)) checkLoop(`${where}: ${role}`, kernel, params);
    if (loop === undefined) continue;
    checkLoop(`${where}: javascript.${role}`, loop, params);
    if (typeof kernel !== 'string') {
      throw new RangeError(
        `${where}: javascript.${role} expected the name of an export as ${role} beside it, got ${described(kernel)}`,
      );
    }
  }
  if (wasm !== undefined && entries.length === 0) {
    throw new RangeError(
      `${where}: wasm expected the name of an export as forward, got ${described(options.forward)}`,
    );
  }
  const { backward } = options;
  if (isOp(backward)) checkBackwardOp(`${where}: backward`, backward, inputs.length, outputs.length);

  const made = wasm === undefined ? undefined : moduleOf(`${where}: wasm`, wasm, entries, checkModule, lazy);
  const kernelFor = (role: Role): OwnKernel | undefined => {
    const kernel = options[role];
    if (kernel === undefined || isOp(kernel)) return undefined;
    const [reads, writes] = arrays[role];
    return {
      inputs: reads.length,
      outputs: writes.length,
      wasm: typeof kernel === 'string' ? { ...made!, entry: kernel } : undefined,
      javascript: (typeof kernel === 'string' ? loops[role] : kernel) as ArrayKernel | undefined,
      hasFormula: options.formula !== undefined,
    };
  };
  return {
    outputs,
    forward: kernelFor('forward')!,
    backward: isOp(backward) ? backward : kernelFor('backward'),
    derivative: kernelFor('derivative'),
  };
}

function isOp(value: unknown): value is BackwardOp {
  return typeof value === 'function' && definitionOfOp(value) !== undefined;
}

function checkLoop(where: string, loop: unknown, arrays: readonly string[]): void {
  if (typeof loop !== 'function') {
    throw new TypeError(
      `${where} expected the name of an export of wasm, or a function of (${arrays.join(', ')}), got ${described(loop)}`,
    );
  }
  if (loop.length > arrays.length) {
    throw new RangeError(
      `${where} expected a function of (${arrays.join(', ')}), got one of ${loop.length} arrays`,
    );
  }
}

function checkBackwardOp(where: string, op: BackwardOp, inputs: number, outputs: number): void {
  const definition = definitionOfOp(op)!;
  const [takes, gives] = [definition.inputs.length, outputsOf(definition)];
  if (takes !== inputs + outputs || gives !== inputs) {
    throw new RangeError(
      `${where} expected an op of ${inputs + outputs} inputs and ${inputs} outputs, got ${definition.name} of ` +
        `${takes} and ${gives}`,
    );
  }
}
