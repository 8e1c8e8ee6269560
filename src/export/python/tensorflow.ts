// TensorFlow: tf.custom_gradient, twice, so that gradients of gradients are exact too.
import { atom, type Cell, type Code } from '../text/statements.js';
import { functionOf, helpersOf, operators, pythonConstant, type Wrap } from './cells.js';
import { derivativeFunction, type Framework, LIKE, publicFunction } from './framework.js';
import { customGradients } from './gradients.js';

const wrap: Wrap = (code) =>
  code.constant === undefined ? code : atom(`tf.constant(${code.text}, ${LIKE}.dtype)`);
const tf = (name: string) => functionOf(`tf.${name}`, wrap);
const math = (name: string) => functionOf(`tf.math.${name}`, wrap);
const helper = (name: string) => functionOf(`_lanewise_${name}`, wrap);
const log2: Cell = (x) => ({ text: `tf.math.log(${x!.text}) * 1.4426950408889634`, binding: 5 });

export const TENSORFLOW: Framework = {
  imports: ['import tensorflow as tf'],
  taken: ['tf', 'gradient', 'dy'],
  constant: (value): Code => pythonConstant(value),
  full: (constant, like) => `tf.zeros_like(${like}) + ${constant}`,
  cells: {
    ...operators(wrap),
    abs: math('abs'),
    floor: math('floor'),
    ceil: math('ceil'),
    trunc: helper('trunc'),
    nearest: tf('round'),
    sqrt: math('sqrt'),
    exp: math('exp'),
    expm1: math('expm1'),
    log: math('log'),
    log1p: math('log1p'),
    sin: math('sin'),
    cos: math('cos'),
    tan: math('tan'),
    asin: math('asin'),
    acos: math('acos'),
    atan: math('atan'),
    sinh: math('sinh'),
    cosh: math('cosh'),
    tanh: math('tanh'),
    asinh: math('asinh'),
    acosh: math('acosh'),
    atanh: math('atanh'),
    erf: math('erf'),
    sigmoid: helper('sigmoid'),
    softplus: helper('softplus'),
    cbrt: helper('cbrt'),
    erfc: math('erfc'),
    log2,
    min: math('minimum'),
    max: math('maximum'),
    mod: math('floormod'),
    rem: tf('truncatemod'),
    pow: math('pow'),
    atan2: math('atan2'),
    hypot: helper('hypot'),
    select: tf('where'),
  },
  helpers: {
    ...helpersOf({
      abs: 'tf.math.abs',
      exp: 'tf.math.exp',
      log1p: 'tf.math.log1p',
      sqrt: 'tf.math.sqrt',
      floor: 'tf.math.floor',
      ceil: 'tf.math.ceil',
      sign: 'tf.math.sign',
      maximum: 'tf.math.maximum',
      minimum: 'tf.math.minimum',
      where: 'tf.where',
      zerosLike: 'tf.zeros_like',
    }),
    inputs: `def _lanewise_inputs(*inputs):
    # Tensors of one floating type, float32 if none has one, in their common shape.
    types = [tf.as_dtype(each.dtype) for each in inputs if hasattr(each, "dtype")]
    dtype = next((each for each in types if each.is_floating), tf.float32)
    tensors = [
        tf.cast(each, dtype) if hasattr(each, "dtype") else tf.convert_to_tensor(each, dtype)
        for each in inputs
    ]
    if len(tensors) == 1:
        return tensors
    # What is added is 0, in the shape of all.
    shape = sum(tf.zeros_like(each) for each in tensors)
    return [tf.where(tf.equal(shape, 0), each, shape) for each in tensors]`,
  },
  module(parts) {
    return [
      ...customGradients(parts, 'tf.custom_gradient', false),
      '',
      '',
      ...publicFunction(parts, `_${parts.name}_function`),
      '',
      '',
      ...derivativeFunction(parts, `_${parts.name}_derivatives`),
    ];
  },
};
