// A backend that records instead of computing: each of its tensors stands for an expression. Running a
// function of tf.* ops on it once turns the function into an expression.
import {
  type BackendValues,
  type DataId,
  type DataType,
  engine,
  getKernel,
  KernelBackend,
  type Tensor,
  type TensorInfo,
  Variable,
} from '@tensorflow/tfjs-core';
import { substitute, toNumber } from '../expr/build.js';
import { constant, type Expr } from '../expr/expr.js';
import { activeBackend, tensorOf } from '../tfjs/engine.js';
import { calledOp } from './names.js';

let name: string | undefined;

/**
 * The name of the recorder as a backend, under which its kernels are registered. Each copy of lanewise has its own:
 * the kernels of one copy make nodes of that copy, and nodes of two copies must not meet in one expression.
 */
export function recorderName(): string {
  for (let i = 1; name === undefined; i++) {
    const free = i === 1 ? 'lanewise-recorder' : `lanewise-recorder-${i}`;
    if (getKernel('Identity', free) == null) name = free;
  }
  return name;
}

/** What cannot be recorded. The message is what the trace adds the name of the activation to. */
export class NotElementwise extends Error {}

export const notElementwise = (op: string): NotElementwise =>
  new NotElementwise(`${op} is not elementwise; apply it outside the activation`);

const READS =
  'it reads values (data, dataSync, array, print), which a function of one element cannot; choose with tf.where instead';

export class Recorder extends KernelBackend {
  /** The shape that inputs have while the function runs. */
  tracedShape: readonly number[] = [];
  /** Values were asked for by a promise. Nobody may look at that, so the function is refused later. */
  isAwaited = false;
  readonly #recorded = new Map<DataId, Expr>();
  /** What a variable shares with the tensor it was made from. */
  readonly #shared = new Set<DataId>();

  /** A tensor that stands for `expr`. */
  tensorInfo(expr: Expr, shape: number[], dtype: DataType): TensorInfo {
    const dataId = {};
    this.#recorded.set(dataId, expr);
    return { dataId, shape, dtype };
  }

  /** `tensor` stands for `expr` from now on. */
  redefine(tensor: Tensor, expr: Expr): void {
    this.#recorded.set(tensor.dataId, expr);
  }

  /** @throws NotElementwise once values have been asked for by a promise. */
  checkUnread(): void {
    if (this.isAwaited) throw new NotElementwise(READS);
  }

  /** The expression that `tensor` stands for; one from outside is a constant, if it may be one. */
  exprOf(tensor: TensorInfo): Expr {
    if (tensor instanceof Variable) {
      throw new NotElementwise(
        `the variable "${tensor.name}" is captured; pass it to elementwise() as an input, so that it can be trained`,
      );
    }
    const recorded = this.#recorded.get(tensor.dataId);
    if (recorded !== undefined) return recorded;
    const owner = engine().state.tensorInfo.get(tensor.dataId)?.backend;
    if (owner === undefined)
      throw new NotElementwise('a disposed tensor is captured; keep it with tf.keep()');
    if ((owner as unknown) instanceof Recorder) {
      throw new NotElementwise(
        'the input of another function is captured, in which this one is defined; define it outside, and call it there',
      );
    }
    return this.#constantOf(owner.readSync(tensor.dataId), tensor.shape, tensor.dtype);
  }

  override write(values: BackendValues | null, shape: number[], dtype: DataType): DataId {
    const dataId = {};
    this.#recorded.set(dataId, this.#constantOf(values ?? new Float32Array(1), shape, dtype, calledOp()));
    return dataId;
  }

  override disposeData(dataId: DataId): boolean {
    const shared = this.#shared.delete(dataId);
    if (!shared) this.#recorded.delete(dataId);
    return !shared;
  }

  /** The check of tfjs's own tests takes what a custom gradient saves for a leak. */
  override numDataIds(): number {
    return 0;
  }

  override refCount(dataId: DataId): number {
    return this.#shared.has(dataId) ? 2 : 1;
  }

  override incRef(dataId: DataId): void {
    this.#shared.add(dataId);
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override readSync(): never {
    const op = calledOp();
    throw op === undefined ? new NotElementwise(READS) : notElementwise(op);
  }

  /** A promise that were rejected would end the process, as the function may not wait for it. */
  override read(): Promise<BackendValues> {
    this.isAwaited = true;
    return new Promise(() => undefined);
  }

  override readToGPU(): never {
    return this.readSync();
  }

  override dispose(): void {
    this.#recorded.clear();
  }

  /**
   * Only tensors of one value throughout are constants: an element cannot know its place.
   *
   * @param op What made them, if it was called inside.
   */
  #constantOf(values: BackendValues, shape: number[], dtype: DataType, op?: string): Expr {
    if (dtype === 'string' || dtype === 'complex64') {
      throw new NotElementwise(`it uses a ${dtype} tensor; expected float32, int32 or bool`);
    }
    const numbers = values as ArrayLike<number>;
    if (numbers.length === 0) {
      throw new NotElementwise(`a tensor of shape [${shape}] without values is used; expected numbers`);
    }
    for (let i = 1; i < numbers.length; i++) {
      if (!Object.is(numbers[i], numbers[0])) {
        throw new NotElementwise(
          op === undefined
            ? `a tensor of shape [${shape}] is captured; pass it to elementwise() as an input`
            : `${op} makes a tensor of several values; apply it outside the activation, or pass the tensor to elementwise() as an input`,
        );
      }
    }
    return constant(numbers[0]!);
  }
}

/**
 * The recorder while a function is traced. Where another copy of lanewise traces there is none: it records the `tf.*` ops
 * that an op of ours is composed of.
 */
export function activeRecorder(): Recorder | undefined {
  const isActive = name !== undefined && engine().backendName === name;
  return isActive ? (activeBackend() as Recorder) : undefined;
}

/**
 * While a function is traced, a call of the op of `definition` in it: its expression, with that of the inputs put in.
 * @throws NotElementwise for an op that has no expression.
 */
export function recordCall(
  definition: { readonly name: string; readonly expr: Expr | undefined },
  inputs: readonly Tensor[],
): Tensor | undefined {
  const recorder = activeRecorder();
  if (recorder === undefined) return undefined;
  // Not before: reading it may run a function.
  const { name, expr } = definition;
  if (expr === undefined) {
    throw new NotElementwise(`${name} is a kernel without a formula; give it one, or call it outside`);
  }
  const args = inputs.map((each) => toNumber(recorder.exprOf(each)));
  const shape = inputs.reduce(
    (largest, each) => (each.shape.length > largest.length ? each.shape : largest),
    [] as number[],
  );
  return tensorOf(recorder.tensorInfo(substitute(expr, args), shape, 'float32'), recorder);
}
