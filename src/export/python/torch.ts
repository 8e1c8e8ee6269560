// PyTorch: autograd.Function, twice, so that gradients of gradients are exact too. Both are made of plain torch
// operations and setup_context, so torch.compile(fullgraph=True) and torch.func take them as they are.
import { atom, type Code } from '../text/statements.js';
import { functionOf, helpersOf, operators, pythonConstant, type Wrap } from './cells.js';
import { bodies, derivativeFunction, type Framework, LIKE, publicFunction } from './framework.js';

const wrap: Wrap = (code) =>
  code.constant === undefined ? code : atom(`_lanewise_constant(${code.text}, ${LIKE})`);
const torch = (name: string) => functionOf(`torch.${name}`, wrap);
const helper = (name: string) => functionOf(`_lanewise_${name}`, wrap);

export const TORCH: Framework = {
  imports: ['import torch'],
  taken: ['torch', 'ctx', 'inputs', 'output', 'gradient', 'gradients', 'slopes'],
  constant: (value): Code => pythonConstant(value, (name) => `torch.${name}`),
  full: (constant, like) => `torch.full_like(${like}, ${constant})`,
  cells: {
    ...operators(wrap),
    abs: torch('abs'),
    floor: torch('floor'),
    ceil: torch('ceil'),
    trunc: torch('trunc'),
    nearest: torch('round'),
    sqrt: torch('sqrt'),
    exp: torch('exp'),
    expm1: torch('expm1'),
    log: torch('log'),
    log1p: torch('log1p'),
    sin: torch('sin'),
    cos: torch('cos'),
    tan: torch('tan'),
    asin: torch('asin'),
    acos: torch('acos'),
    atan: torch('atan'),
    sinh: torch('sinh'),
    cosh: torch('cosh'),
    tanh: torch('tanh'),
    asinh: torch('asinh'),
    acosh: torch('acosh'),
    atanh: torch('atanh'),
    erf: torch('erf'),
    sigmoid: torch('sigmoid'),
    softplus: helper('softplus'),
    cbrt: helper('cbrt'),
    erfc: torch('erfc'),
    log2: torch('log2'),
    min: torch('minimum'),
    max: torch('maximum'),
    mod: torch('remainder'),
    rem: torch('fmod'),
    pow: torch('pow'),
    atan2: torch('atan2'),
    hypot: torch('hypot'),
    select: torch('where'),
  },
  helpers: {
    ...helpersOf({
      abs: 'torch.abs',
      exp: 'torch.exp',
      log1p: 'torch.log1p',
      sqrt: 'torch.sqrt',
      floor: 'torch.floor',
      ceil: 'torch.ceil',
      sign: 'torch.sign',
      maximum: 'torch.maximum',
      minimum: 'torch.minimum',
      where: 'torch.where',
      zerosLike: 'torch.zeros_like',
    }),
    constant: `def _lanewise_constant(value, like):
    return torch.full((), value, dtype=like.dtype, device=like.device)`,
    inputs: `def _lanewise_inputs(*inputs):
    # Tensors of one floating type, float32 if none has one, on one device and in their common shape.
    tensors = [each for each in inputs if isinstance(each, torch.Tensor)]
    device = tensors[0].device if tensors else None
    dtype = None
    for each in tensors:
        if each.is_floating_point():
            dtype = each.dtype if dtype is None else torch.promote_types(dtype, each.dtype)
    dtype = torch.float32 if dtype is None else dtype
    return torch.broadcast_tensors(*(torch.as_tensor(each, dtype=dtype, device=device) for each in inputs))`,
    along: `def _lanewise_along(gradients, slopes, needed):
    # For each input that a gradient is needed of, the sum of gradient * slope; slopes are row by row.
    count = len(needed)
    sums = []
    for i in range(count):
        total = None
        for j, gradient in enumerate(gradients):
            if needed[i] and gradient is not None:
                term = gradient * slopes[j * count + i]
                total = term if total is None else total + term
        sums.append(total)
    return tuple(sums)`,
  },
  module(parts) {
    const { name, inputs } = parts;
    const list = inputs.join(', ');
    const backward = (gradients: string, slopes: string): string[] => [
      '    @staticmethod',
      '    def setup_context(ctx, inputs, output):',
      '        ctx.save_for_backward(*inputs)',
      '        ctx.set_materialize_grads(False)',
      '',
      '    @staticmethod',
      `    def backward(ctx, ${gradients === 'gradient' ? 'gradient' : '*gradients'}):`,
      `        slopes = ${slopes}(*ctx.saved_tensors)`,
      `        return _lanewise_along(${gradients === 'gradient' ? '(gradient,)' : 'gradients'}, slopes, ctx.needs_input_grad)`,
    ];
    return [
      ...bodies(parts),
      '',
      '',
      `class _${name}_Derivative(torch.autograd.Function):`,
      '    generate_vmap_rule = True',
      '',
      '    @staticmethod',
      `    def forward(${list}):`,
      `        return _${name}_slopes(${list})`,
      '',
      ...backward('gradients', `_${name}_curvatures`),
      '',
      '',
      `class _${name}_Function(torch.autograd.Function):`,
      '    generate_vmap_rule = True',
      '',
      '    @staticmethod',
      `    def forward(${list}):`,
      `        return _${name}_value(${list})`,
      '',
      ...backward('gradient', `_${name}_Derivative.apply`),
      '',
      '',
      ...publicFunction(parts, `_${name}_Function.apply`),
      '',
      '',
      ...derivativeFunction(parts, `_${name}_Derivative.apply`),
    ];
  },
};
