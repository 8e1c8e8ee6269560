// Every kernel of tfjs is an operation of ours, or is listed here as not elementwise in float32.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { activation } from '../../src/index.js';
import { registerRecorderKernels } from '../../src/trace/kernels.js';
import { recorderName } from '../../src/trace/recorder.js';
import { useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';
import { valuesOf } from '../tfjs/values.js';

const NOT_ELEMENTWISE = `
  All Any ArgMax ArgMin Bincount Cumprod Cumsum DenseBincount Max Mean Min Prod Softmax Sum TopK Unique
  UnsortedSegmentSum SearchSorted
  BatchMatMul Conv2D Conv2DBackpropFilter Conv2DBackpropInput Conv3D Conv3DBackpropFilterV2 Conv3DBackpropInputV2
  DepthwiseConv2dNative DepthwiseConv2dNativeBackpropFilter DepthwiseConv2dNativeBackpropInput Dilation2D
  Dilation2DBackpropFilter Dilation2DBackpropInput Einsum FusedConv2D FusedDepthwiseConv2D _FusedMatMul
  AvgPool AvgPool3D AvgPool3DGrad AvgPoolGrad MaxPool MaxPool3D MaxPool3DGrad MaxPoolGrad MaxPoolWithArgmax
  FusedBatchNorm LRN LRNGrad
  BatchToSpaceND Concat CropAndResize DepthToSpace Diag FlipLeftRight GatherNd GatherV2 MirrorPad OneHot Pack PadV2
  ResizeBilinear ResizeBilinearGrad ResizeNearestNeighbor ResizeNearestNeighborGrad Reverse RotateWithOffset ScatterNd
  Slice SpaceToBatchND SplitV StridedSlice TensorScatterUpdate Transform Transpose Unpack
  BroadcastArgs Draw LinSpace Multinomial NonMaxSuppressionV3 NonMaxSuppressionV4 NonMaxSuppressionV5 Range
  RaggedGather RaggedRange RaggedTensorToTensor SparseFillEmptyRows SparseReshape SparseSegmentMean SparseSegmentSum
  SparseToDense StaticRegexReplace StringNGrams StringSplit StringToHashBucketFast
  Complex ComplexAbs FFT IFFT Imag Real BitwiseAnd
`;

describe('the kernels of the recorder', () => {
  beforeEach(() => useBackend('wasm'));
  watchForLeaksAndWarnings();

  it('are all kernels of the cpu and wasm backends that are elementwise', () => {
    registerRecorderKernels();
    const kernelsOf = (backend: string): string[] =>
      tf.getKernelsForBackend(backend).map(({ kernelName }) => kernelName);
    const recorded = new Set(kernelsOf(recorderName()));
    const theirs = new Set(
      ['cpu', 'wasm'].flatMap(kernelsOf).filter((name) => !name.startsWith('lanewise.')),
    );
    const missing = [...theirs].filter((name) => !recorded.has(name));
    expect(missing.sort()).toEqual(NOT_ELEMENTWISE.trim().split(/\s+/).sort());
  });

  it('follow a gradient that is taken inside the function', () => {
    const slope = activation('eluSlope', (x) => tf.grad((v: tf.Tensor) => tf.elu(v))(x));
    const values = tf.tidy(() => Array.from(slope([-1, -0.25, 0, 2]).dataSync()));
    [Math.exp(-1), Math.exp(-0.25), 1, 1].forEach((expected, i) => {
      expect(values[i]).toBeCloseTo(expected, 6);
    });
  });

  it('give logicalXor its truth table, as tfjs composes it and as a kernel of its own', () => {
    const xor = (x: tf.Tensor, y: tf.Tensor): tf.Tensor =>
      tf.engine().runKernel('LogicalXor', { a: x, b: y }) as tf.Tensor;
    for (const op of [tf.logicalXor, xor]) {
      const name = op === xor ? 'xorKernel' : 'xorComposed';
      const apart = activation(name, (x) => tf.cast(op(tf.greater(x, 0), tf.greater(x, 1)), 'float32'));
      expect(tf.tidy(() => Array.from(apart([-1, 0.5, 2]).dataSync()))).toEqual([0, 1, 0]);
    }
  });

  it('give tf.sign the derivative 0 at its jump too, and leave zeros and NaN as they are', () => {
    const sign = activation('signOfX', (x) => tf.sign(x));
    const x = tf.tensor1d([-2, -0, 0, 3, Number.NaN]);
    expect(valuesOf(() => sign(x))).toEqual([-1, -0, 0, 1, Number.NaN]);
    expect(valuesOf(() => tf.grad(sign)(x))).toEqual([0, 0, 0, 0, 0]);
    x.dispose();
  });
});
