// The instructions that kernels and lane functions are made of, by name, with their opcodes: all numeric ones
// of WebAssembly 1, and of its vector instructions those on 32 and 64 bits.
// https://webassembly.github.io/spec/core/appendix/index-instructions.html

const integer = 'eqz eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u';
const integerArithmetic =
  'clz ctz popcnt add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr';
const float = 'eq ne lt gt le ge';
const floatArithmetic = 'abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign';
const vectorArithmetic = 'abs neg - sqrt add sub mul div min max pmin pmax';

/** Names with consecutive opcodes: the first opcode, then the type before the names and the names; '-' skips. */
type Run = readonly [first: number, ...names: (readonly [type: string, names: string])[]];

const PLAIN: readonly Run[] = [
  [0x1a, ['', 'drop select']],
  [0x20, ['local', 'get set tee']],
  [0x41, ['i32', 'const'], ['i64', 'const'], ['f32', 'const'], ['f64', 'const']],
  [0x45, ['i32', integer], ['i64', integer], ['f32', float], ['f64', float]],
  [0x67, ['i32', integerArithmetic], ['i64', integerArithmetic]],
  [0x8b, ['f32', floatArithmetic], ['f64', floatArithmetic]],
  [0xa7, ['i32', 'wrap_i64 trunc_f32_s trunc_f32_u trunc_f64_s trunc_f64_u']],
  [0xac, ['i64', 'extend_i32_s extend_i32_u trunc_f32_s trunc_f32_u trunc_f64_s trunc_f64_u']],
  [0xb2, ['f32', 'convert_i32_s convert_i32_u convert_i64_s convert_i64_u demote_f64']],
  [0xb7, ['f64', 'convert_i32_s convert_i32_u convert_i64_s convert_i64_u promote_f32']],
  [
    0xbc,
    ['i32', 'reinterpret_f32'],
    ['i64', 'reinterpret_f64'],
    ['f32', 'reinterpret_i32'],
    ['f64', 'reinterpret_i64'],
  ],
  [0xc0, ['i32', 'extend8_s extend16_s'], ['i64', 'extend8_s extend16_s extend32_s']],
];

const VECTOR: readonly Run[] = [
  [0, ['v128', 'load'], ['', '- - - - - - - -'], ['v128', 'load32_splat load64_splat store const']],
  [13, ['i8x16', 'shuffle swizzle']],
  [17, ['i32x4', 'splat'], ['i64x2', 'splat'], ['f32x4', 'splat'], ['f64x2', 'splat']],
  [27, ['i32x4', 'extract_lane replace_lane'], ['i64x2', 'extract_lane replace_lane']],
  [31, ['f32x4', 'extract_lane replace_lane'], ['f64x2', 'extract_lane replace_lane']],
  [55, ['i32x4', 'eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u'], ['f32x4', float], ['f64x2', float]],
  [77, ['v128', 'not and andnot or xor bitselect any_true']],
  [86, ['v128', 'load32_lane load64_lane - - store32_lane store64_lane load32_zero load64_zero']],
  [94, ['f32x4', 'demote_f64x2_zero'], ['f64x2', 'promote_low_f32x4']],
  [103, ['f32x4', 'ceil floor trunc nearest']],
  [116, ['f64x2', 'ceil floor']],
  [122, ['f64x2', 'trunc']],
  [148, ['f64x2', 'nearest']],
  [160, ['i32x4', 'abs neg - all_true bitmask']],
  [171, ['i32x4', 'shl shr_s shr_u add - - sub - - - mul min_s min_u max_s max_u']],
  [192, ['i64x2', 'abs neg - all_true bitmask']],
  [203, ['i64x2', 'shl shr_s shr_u add - - sub - - - mul eq ne lt_s gt_s le_s ge_s']],
  [224, ['f32x4', vectorArithmetic], ['f64x2', vectorArithmetic]],
  [248, ['i32x4', 'trunc_sat_f32x4_s trunc_sat_f32x4_u'], ['f32x4', 'convert_i32x4_s convert_i32x4_u']],
  [252, ['i32x4', 'trunc_sat_f64x2_s_zero trunc_sat_f64x2_u_zero']],
  [254, ['f64x2', 'convert_low_i32x4_s convert_low_i32x4_u']],
];

/** Instructions that know of functions and blocks. */
export const CONTROL: ReadonlyMap<string, number> = new Map([
  ['block', 0x02],
  ['loop', 0x03],
  ['if', 0x04],
  ['else', 0x05],
  ['end', 0x0b],
  ['br', 0x0c],
  ['br_if', 0x0d],
  ['return', 0x0f],
  ['call', 0x10],
]);

/** What follows an instruction in the binary. */
export type Immediate = 'none' | 'local' | 'constant' | 'shuffle' | 'lane' | 'memory' | 'memory lane';

export interface Instruction {
  readonly opcode: readonly number[];
  readonly immediate: Immediate;
  /** The binary logarithm of the bytes that it reads or writes, for those that do. */
  readonly alignment: number;
}

/** Made on first use: a program that imports lanewise may never assemble. */
let opcodes: ReadonlyMap<string, readonly number[]> | undefined;
const instructions = new Map<string, Instruction>();

/** The instruction called `name`, undefined if there is none. */
export function instructionOf(name: string): Instruction | undefined {
  let instruction = instructions.get(name);
  if (instruction === undefined) {
    const opcode = allOpcodes().get(name);
    if (opcode === undefined) return undefined;
    const dot = name.indexOf('.');
    const operation = name.slice(dot + 1);
    const alignment = Math.log2(Number(/\d+/.exec(operation)?.[0] ?? 128) / 8);
    instruction = { opcode, immediate: immediateOf(name.slice(0, Math.max(0, dot)), operation), alignment };
    instructions.set(name, instruction);
  }
  return instruction;
}

/** The bytes of every instruction, without what follows them, by name. */
export function allOpcodes(): ReadonlyMap<string, readonly number[]> {
  opcodes ??= new Map([
    ...entries(PLAIN, (code) => [code]),
    // The number of a vector instruction is in LEB128, of two bytes from 128 on.
    ...entries(VECTOR, (code) => [0xfd, ...(code < 0x80 ? [code] : [code, 1])]),
  ]);
  return opcodes;
}

function* entries(runs: readonly Run[], bytes: (code: number) => number[]): Generator<[string, number[]]> {
  for (const [first, ...groups] of runs) {
    let code = first;
    for (const [type, names] of groups) {
      for (const name of names.split(' ')) {
        if (name !== '-') yield [type === '' ? name : `${type}.${name}`, bytes(code)];
        code++;
      }
    }
  }
}

function immediateOf(type: string, name: string): Immediate {
  if (type === 'local') return 'local';
  if (name === 'const') return 'constant';
  if (name === 'shuffle') return 'shuffle';
  if (/^(load|store)/.test(name)) return name.endsWith('lane') ? 'memory lane' : 'memory';
  return name.endsWith('_lane') ? 'lane' : 'none';
}
