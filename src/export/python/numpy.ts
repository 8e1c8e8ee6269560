// NumPy: the function, and its derivative beside it.
import { ATOM, type Code } from '../text/statements.js';
import { functionOf, helpersOf, operators, pythonConstant, type Wrap } from './cells.js';
import { definition, derivativeFunction, type Framework, LIKE, publicFunction } from './framework.js';

const wrap: Wrap = (code) =>
  code.constant === undefined ? code : { text: `${LIKE}.dtype.type(${code.text})`, binding: ATOM };
const np = (name: string) => functionOf(`np.${name}`, wrap);
const helper = (name: string) => functionOf(`_lanewise_${name}`, wrap);

const shared = helpersOf({
  abs: 'np.abs',
  exp: 'np.exp',
  log1p: 'np.log1p',
  sqrt: 'np.sqrt',
  floor: 'np.floor',
  ceil: 'np.ceil',
  sign: 'np.sign',
  maximum: 'np.maximum',
  minimum: 'np.minimum',
  where: 'np.where',
  zerosLike: 'np.zeros_like',
});

export const NUMPY: Framework = {
  imports: ['import math', '', 'import numpy as np'],
  taken: ['np', 'math'],
  constant: (value): Code => pythonConstant(value, (name) => `np.${name}`),
  full: (constant, like) => `np.full_like(${like}, ${constant})`,
  cells: {
    ...operators(wrap),
    abs: np('abs'),
    floor: np('floor'),
    ceil: np('ceil'),
    trunc: np('trunc'),
    nearest: np('rint'),
    sqrt: np('sqrt'),
    exp: np('exp'),
    expm1: np('expm1'),
    log: np('log'),
    log1p: np('log1p'),
    sin: np('sin'),
    cos: np('cos'),
    tan: np('tan'),
    asin: np('arcsin'),
    acos: np('arccos'),
    atan: np('arctan'),
    sinh: np('sinh'),
    cosh: np('cosh'),
    tanh: np('tanh'),
    asinh: np('arcsinh'),
    acosh: np('arccosh'),
    atanh: np('arctanh'),
    erf: helper('erf'),
    sigmoid: helper('sigmoid'),
    softplus: helper('softplus'),
    cbrt: np('cbrt'),
    erfc: helper('erfc'),
    log2: np('log2'),
    min: np('minimum'),
    max: np('maximum'),
    mod: np('mod'),
    rem: np('fmod'),
    pow: np('power'),
    atan2: np('arctan2'),
    hypot: np('hypot'),
    select: np('where'),
  },
  helpers: {
    ...shared,
    erf: `def _lanewise_erf(x):
    # NumPy has none: that of the standard library, one by one, in float64.
    return np.asarray(np.vectorize(math.erf, otypes=[float])(x), x.dtype)`,
    erfc: `def _lanewise_erfc(x):
    # NumPy has none: that of the standard library, one by one, in float64.
    return np.asarray(np.vectorize(math.erfc, otypes=[float])(x), x.dtype)`,
    inputs: `def _lanewise_inputs(*inputs):
    # Arrays of one floating type, float32 unless one has another, in their common shape.
    arrays = [np.asarray(each) for each in inputs]
    types = [each.dtype for each in arrays if each.dtype.kind == "f"] or [np.float32]
    return np.broadcast_arrays(*(each.astype(np.result_type(*types)) for each in arrays))`,
  },
  module(parts) {
    const list = parts.inputs.join(', ');
    const computed = (what: 'value' | 'slopes'): string[] => [
      '@np.errstate(all="ignore")',
      ...definition(`_${parts.name}_${what}(${list})`, parts[what]),
      '',
      '',
    ];
    return [
      ...computed('value'),
      ...computed('slopes'),
      ...publicFunction(parts, `_${parts.name}_value`),
      '',
      '',
      ...derivativeFunction(parts, `_${parts.name}_slopes`),
    ];
  },
};
