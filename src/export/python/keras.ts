// Keras 3: keras.ops under keras.ops.custom_gradient, so that one text has lanewise's gradients on every backend of
// Keras, and is found by name in saved models.
import { atom, type Cell, type Code } from '../text/statements.js';
import { functionOf, helpersOf, operators, pythonConstant, type Wrap } from './cells.js';
import { derivativeFunction, type Framework, LIKE, publicFunction } from './framework.js';
import { customGradients } from './gradients.js';

const wrap: Wrap = (code) =>
  code.constant === undefined ? code : atom(`ops.convert_to_tensor(${code.text}, ${LIKE}.dtype)`);
const ops = (name: string) => functionOf(`ops.${name}`, wrap);
const helper = (name: string) => functionOf(`_lanewise_${name}`, wrap);
const log2: Cell = (x) => ({ text: `ops.log(${x!.text}) * 1.4426950408889634`, binding: 5 });

export const KERAS: Framework = {
  imports: ['import keras', 'from keras import ops'],
  taken: ['keras', 'ops', 'gradient', 'gradients', 'dy', 'upstream'],
  constant: (value): Code => pythonConstant(value),
  full: (constant, like) => `ops.full_like(${like}, ${constant})`,
  cells: {
    ...operators(wrap),
    abs: ops('abs'),
    floor: ops('floor'),
    ceil: ops('ceil'),
    trunc: helper('trunc'),
    nearest: ops('round'),
    sqrt: ops('sqrt'),
    exp: ops('exp'),
    expm1: ops('expm1'),
    log: ops('log'),
    log1p: ops('log1p'),
    sin: ops('sin'),
    cos: ops('cos'),
    tan: ops('tan'),
    asin: ops('arcsin'),
    acos: ops('arccos'),
    atan: ops('arctan'),
    sinh: ops('sinh'),
    cosh: ops('cosh'),
    tanh: ops('tanh'),
    asinh: ops('arcsinh'),
    acosh: ops('arccosh'),
    atanh: ops('arctanh'),
    erf: ops('erf'),
    sigmoid: helper('sigmoid'),
    softplus: helper('softplus'),
    cbrt: helper('cbrt'),
    erfc: helper('erfc'),
    log2,
    min: ops('minimum'),
    max: ops('maximum'),
    mod: ops('mod'),
    rem: helper('rem'),
    pow: ops('power'),
    atan2: ops('arctan2'),
    hypot: helper('hypot'),
    select: ops('where'),
  },
  helpers: {
    ...helpersOf({
      abs: 'ops.abs',
      exp: 'ops.exp',
      log1p: 'ops.log1p',
      sqrt: 'ops.sqrt',
      floor: 'ops.floor',
      ceil: 'ops.ceil',
      sign: 'ops.sign',
      maximum: 'ops.maximum',
      minimum: 'ops.minimum',
      where: 'ops.where',
      zerosLike: 'ops.zeros_like',
    }),
    rem: `def _lanewise_rem(a, b):
    # The remainder with the sign of a, of one that has the sign of b.
    return ops.sign(a) * ops.mod(ops.abs(a), ops.abs(b))`,
    inputs: `def _lanewise_inputs(*inputs):
    # Tensors of one floating type in their common shape: float32, or what Keras is set to, if none has one.
    types = [keras.backend.standardize_dtype(each.dtype) for each in inputs if hasattr(each, "dtype")]
    dtype = next((each for each in types if "float" in each), keras.config.floatx())
    tensors = [ops.convert_to_tensor(each, dtype) for each in inputs]
    if len(tensors) == 1:
        return tensors
    # What is added is 0, in the shape of all.
    shape = sum(ops.zeros_like(each) for each in tensors)
    return [ops.where(ops.equal(shape, 0), each, shape) for each in tensors]`,
  },
  module(parts) {
    const { name } = parts;
    return [
      ...customGradients(parts, 'ops.custom_gradient', true),
      '',
      '',
      `@keras.saving.register_keras_serializable(package="lanewise", name="${name}")`,
      ...publicFunction(parts, `_${name}_function`),
      '',
      '',
      `@keras.saving.register_keras_serializable(package="lanewise", name="${name}_derivative")`,
      ...derivativeFunction(parts, `_${name}_derivatives`),
    ];
  },
};
