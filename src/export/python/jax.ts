// JAX: custom_jvp, twice, so that gradients of gradients are exact too, forward and reverse.
import { atom, type Code } from '../text/statements.js';
import { functionOf, helpersOf, operators, pythonConstant, type Wrap } from './cells.js';
import { bodies, definition, derivativeFunction, type Framework, LIKE, publicFunction } from './framework.js';

const wrap: Wrap = (code) =>
  code.constant === undefined ? code : atom(`jnp.asarray(${code.text}, ${LIKE}.dtype)`);
const jnp = (name: string) => functionOf(`jnp.${name}`, wrap);
const jax = (name: string) => functionOf(`jax.${name}`, wrap);
const helper = (name: string) => functionOf(`_lanewise_${name}`, wrap);

export const JAX: Framework = {
  imports: ['import jax', 'import jax.numpy as jnp', 'from jax.custom_derivatives import SymbolicZero'],
  taken: ['jax', 'jnp', 'SymbolicZero', 'primals', 'tangents'],
  constant: (value): Code => pythonConstant(value, (name) => `jnp.${name}`),
  full: (constant, like) => `jnp.full_like(${like}, ${constant})`,
  cells: {
    ...operators(wrap),
    abs: jnp('abs'),
    floor: jnp('floor'),
    ceil: jnp('ceil'),
    trunc: jnp('trunc'),
    nearest: jnp('rint'),
    sqrt: jnp('sqrt'),
    exp: jnp('exp'),
    expm1: jnp('expm1'),
    log: jnp('log'),
    log1p: jnp('log1p'),
    sin: jnp('sin'),
    cos: jnp('cos'),
    tan: jnp('tan'),
    asin: jnp('arcsin'),
    acos: jnp('arccos'),
    atan: jnp('arctan'),
    sinh: jnp('sinh'),
    cosh: jnp('cosh'),
    tanh: jnp('tanh'),
    asinh: jnp('arcsinh'),
    acosh: jnp('arccosh'),
    atanh: jnp('arctanh'),
    erf: jax('scipy.special.erf'),
    sigmoid: helper('sigmoid'),
    softplus: helper('softplus'),
    cbrt: jnp('cbrt'),
    erfc: jax('scipy.special.erfc'),
    log2: jnp('log2'),
    min: jnp('minimum'),
    max: jnp('maximum'),
    mod: jnp('mod'),
    rem: jnp('fmod'),
    pow: jnp('power'),
    atan2: jnp('arctan2'),
    hypot: helper('hypot'),
    select: jnp('where'),
  },
  helpers: {
    ...helpersOf({
      abs: 'jnp.abs',
      exp: 'jnp.exp',
      log1p: 'jnp.log1p',
      sqrt: 'jnp.sqrt',
      floor: 'jnp.floor',
      ceil: 'jnp.ceil',
      sign: 'jnp.sign',
      maximum: 'jnp.maximum',
      minimum: 'jnp.minimum',
      where: 'jnp.where',
      zerosLike: 'jnp.zeros_like',
    }),
    inputs: `def _lanewise_inputs(*inputs):
    # Arrays of one floating type, float32 if none has one, in their common shape.
    dtype = jnp.result_type(*inputs)
    dtype = dtype if jnp.issubdtype(dtype, jnp.floating) else jnp.float32
    return jnp.broadcast_arrays(*(jnp.asarray(each, dtype) for each in inputs))`,
    along: `def _lanewise_along(slopes, tangents):
    # The sum of slope * tangent, without the inputs that nothing is differentiated by.
    return sum(d * t for d, t in zip(slopes, tangents) if type(t) is not SymbolicZero)`,
  },
  module(parts) {
    const { name, inputs } = parts;
    const list = inputs.join(', ');
    const rows = inputs.map(
      (_, i) =>
        `_lanewise_along(curvatures[${i * inputs.length}:${(i + 1) * inputs.length}], tangents)${inputs.length === 1 ? ',' : ''}`,
    );
    return [
      ...bodies(parts),
      '',
      '',
      '@jax.custom_jvp',
      ...definition(`_${name}_derivatives(${list})`, [`return _${name}_slopes(${list})`]),
      '',
      '',
      ...definition(`_${name}_derivatives_jvp(primals, tangents)`, [
        `curvatures = _${name}_curvatures(*primals)`,
        ...(inputs.length === 1
          ? [`return _${name}_slopes(*primals), (${rows[0]})`]
          : ['rows = (', ...rows.map((row) => `    ${row},`), ')', `return _${name}_slopes(*primals), rows`]),
      ]),
      '',
      '',
      `_${name}_derivatives.defjvp(_${name}_derivatives_jvp, symbolic_zeros=True)`,
      '',
      '',
      '@jax.custom_jvp',
      ...definition(`_${name}_function(${list})`, [`return _${name}_value(${list})`]),
      '',
      '',
      ...definition(`_${name}_function_jvp(primals, tangents)`, [
        `slopes = _${name}_derivatives(*primals)`,
        `return _${name}_value(*primals), _lanewise_along(slopes, tangents)`,
      ]),
      '',
      '',
      `_${name}_function.defjvp(_${name}_function_jvp, symbolic_zeros=True)`,
      '',
      '',
      ...publicFunction(parts, `_${name}_function`),
      '',
      '',
      ...derivativeFunction(parts, `_${name}_derivatives`),
    ];
  },
};
