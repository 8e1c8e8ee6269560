// WebAssembly text to a binary, for the part of the text format that the renderer and asc write: functions of
// named parameters and locals, instructions folded or not, one imported memory, functions exported in place.
// A general assembler takes tens of milliseconds for a kernel; this is one pass over its tokens.
import { BinaryWriter } from './binary-writer.js';
import { CONTROL, instructionOf } from './opcodes.js';
import { Tokens } from './tokens.js';

const TYPES: Readonly<Record<string, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b };
const FUNCTION = 0x60;
const ELSE = 0x05;
const END = 0x0b;
const NO_RESULT = 0x40;
const LOCAL_GET = instructionOf('local.get')!;

/** A function before its body is assembled. */
interface Header {
  /** The index of its type. */
  readonly type: number;
  /** Index of every parameter and local by name. */
  readonly locals: ReadonlyMap<string, number>;
  /** The types of the locals, parameters not among them. */
  readonly declared: readonly number[];
  /** Where the instructions begin. */
  readonly start: number;
}

/**
 * The binary of the module `text`. Types are not checked: the engine does that.
 * @throws Error `internal: …` for what is not of this part of the format.
 */
export function assemble(text: string): Uint8Array<ArrayBuffer> {
  return new Assembler(text).module();
}

class Assembler {
  readonly #tokens: Tokens;
  /** The indices of function types, by their bytes. */
  readonly #types = new Map<string, number>();
  readonly #functions = new Map<string, number>();
  readonly #exports: { readonly name: string; readonly index: number }[] = [];
  readonly #labels: string[] = [];
  #locals: ReadonlyMap<string, number> = new Map();

  constructor(text: string) {
    this.#tokens = new Tokens(text);
  }

  module(): Uint8Array<ArrayBuffer> {
    const imports: Uint8Array[] = [];
    const headers: Header[] = [];
    this.#tokens.expect('(', 'module');
    while (this.#tokens.take('(')) {
      if (this.#tokens.take('import')) imports.push(this.#memory());
      else {
        this.#tokens.expect('func');
        headers.push(this.#header(headers.length));
        this.#tokens.skip();
      }
    }
    const out = new BinaryWriter();
    out.bytes([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    out.section(1, [...this.#types.keys()], (type, to) => to.bytes(type.split(',').map(Number)));
    out.section(2, imports, (memory, to) => to.bytes(memory));
    out.section(3, headers, ({ type }, to) => to.unsigned(type));
    out.section(7, this.#exports, ({ name, index }, to) => {
      to.name(name);
      to.byte(0x00);
      to.unsigned(index);
    });
    // Bodies come last: they may call functions that are further down.
    out.section(10, headers, (header, to) => to.sized((body) => this.#body(header, body)));
    return out.finished();
  }

  /** `(import "module" "name" (memory least [most shared]))`, from its first name on. */
  #memory(): Uint8Array {
    const out = new BinaryWriter();
    out.name(this.#tokens.next().slice(1, -1));
    out.name(this.#tokens.next().slice(1, -1));
    this.#tokens.expect('(', 'memory');
    const least = Number(this.#tokens.next());
    const most = this.#tokens.peek() === ')' ? undefined : Number(this.#tokens.next());
    const shared = this.#tokens.take('shared');
    this.#tokens.expect(')', ')');
    out.byte(0x02);
    out.byte(Number(most !== undefined) + 2 * Number(shared));
    out.unsigned(least);
    if (most !== undefined) out.unsigned(most);
    return out.finished();
  }

  #header(index: number): Header {
    if (this.#tokens.peek().startsWith('$')) this.#functions.set(this.#tokens.next(), index);
    const locals = new Map<string, number>();
    const params: number[] = [];
    const results: number[] = [];
    const declared: number[] = [];
    const kinds: Readonly<Record<string, number[]>> = { param: params, result: results, local: declared };
    while (this.#tokens.peek() === '(') {
      const kind = this.#tokens.peek(1);
      const types = kinds[kind];
      if (types === undefined && kind !== 'export') break;
      this.#tokens.at += 2;
      if (types === undefined) this.#exports.push({ name: this.#tokens.next().slice(1, -1), index });
      else {
        if (types !== results) locals.set(this.#tokens.next(), locals.size);
        types.push(this.#type());
      }
      this.#tokens.expect(')');
    }
    return { type: this.#typeOf(params, results), locals, declared, start: this.#tokens.at };
  }

  /** The index of the type of functions from `params` to `results`. */
  #typeOf(params: readonly number[], results: readonly number[]): number {
    const out = new BinaryWriter();
    out.byte(FUNCTION);
    for (const types of [params, results]) {
      out.unsigned(types.length);
      out.bytes(types);
    }
    const key = out.finished().join();
    const index = this.#types.get(key) ?? this.#types.size;
    this.#types.set(key, index);
    return index;
  }

  #body({ locals, declared, start }: Header, out: BinaryWriter): void {
    this.#tokens.at = start;
    this.#locals = locals;
    const runs: { readonly type: number; count: number }[] = [];
    for (const type of declared) {
      const last = runs.at(-1);
      if (last?.type === type) last.count++;
      else runs.push({ type, count: 1 });
    }
    out.unsigned(runs.length);
    for (const { type, count } of runs) {
      out.unsigned(count);
      out.byte(type);
    }
    this.#instructions(out);
    out.byte(END);
  }

  /** What comes until the form that it is in ends. */
  #instructions(out: BinaryWriter): void {
    while (!this.#tokens.take(')')) {
      if (!this.#form(out)) this.#instruction(this.#tokens.next(), out);
    }
  }

  /** A form in parentheses, if the next token begins one. */
  #form(out: BinaryWriter): boolean {
    const token = this.#tokens.peek();
    if (!token.startsWith('(')) return false;
    this.#tokens.at++;
    if (token === '(') this.#folded(out);
    else {
      for (const byte of LOCAL_GET.opcode) out.byte(byte);
      out.unsigned(indexOf(this.#locals, token.slice('(local.get '.length, -1)));
    }
    return true;
  }

  /** `(name … operands)`, from the name on: in the binary the operands come first. */
  #folded(out: BinaryWriter): void {
    const start = this.#tokens.at;
    const token = this.#tokens.next();
    if (token === 'block' || token === 'loop') {
      this.#instruction(token, out);
      this.#instructions(out);
      this.#end(out);
      return;
    }
    this.#skipImmediates();
    while (this.#tokens.peek(1) !== 'then' && this.#form(out));
    const end = this.#tokens.at;
    this.#tokens.at = start + 1;
    this.#instruction(token, out);
    this.#tokens.at = end;
    if (token === 'if') {
      this.#branches(out);
      this.#end(out);
    }
    this.#tokens.expect(')');
  }

  /** Goes to the operands of an instruction. Its own tokens have no parentheses, but for the result of an `if`. */
  #skipImmediates(): void {
    let token = this.#tokens.peek();
    for (; !token.startsWith('(') && token !== ')'; token = this.#tokens.peek()) this.#tokens.next();
    if (token === '(' && this.#tokens.peek(1) === 'result') this.#tokens.at += 4;
  }

  /** `(then …)` and perhaps `(else …)`. */
  #branches(out: BinaryWriter): void {
    this.#tokens.expect('(', 'then');
    this.#instructions(out);
    if (!this.#tokens.take('(')) return;
    this.#tokens.expect('else');
    out.byte(ELSE);
    this.#instructions(out);
  }

  /** An instruction with what belongs to it but its operands. */
  #instruction(token: string, out: BinaryWriter): void {
    const instruction = instructionOf(token);
    if (instruction === undefined) {
      this.#control(token, out);
      return;
    }
    const { opcode, immediate, alignment } = instruction;
    for (const byte of opcode) out.byte(byte);
    switch (immediate) {
      case 'local':
        out.unsigned(this.#index(this.#locals));
        break;
      case 'constant':
        this.#constant(token, out);
        break;
      case 'shuffle':
        for (let lane = 0; lane < 16; lane++) out.byte(Number(this.#tokens.next()));
        break;
      case 'lane':
        out.byte(Number(this.#tokens.next()));
        break;
      case 'memory':
      case 'memory lane':
        out.unsigned(alignment);
        out.unsigned(this.#tokens.peek().startsWith('offset=') ? Number(this.#tokens.next().slice(7)) : 0);
        if (immediate === 'memory lane') out.byte(Number(this.#tokens.next()));
        break;
    }
  }

  #control(token: string, out: BinaryWriter): void {
    const code = CONTROL.get(token);
    if (code === undefined) throw new Error(`internal: no instruction ${token}`);
    if (token === 'end') this.#labels.pop();
    out.byte(code);
    if (token === 'call') out.unsigned(this.#index(this.#functions));
    else if (token === 'br' || token === 'br_if') out.unsigned(this.#depth(this.#tokens.next()));
    else if (token === 'block' || token === 'loop' || token === 'if') {
      this.#labels.push(this.#tokens.peek().startsWith('$') ? this.#tokens.next() : '');
      out.byte(this.#result());
    }
  }

  /** The type of what a block leaves. */
  #result(): number {
    if (this.#tokens.peek() !== '(' || this.#tokens.peek(1) !== 'result') return NO_RESULT;
    this.#tokens.at += 2;
    const type = this.#type();
    this.#tokens.expect(')');
    return type;
  }

  #end(out: BinaryWriter): void {
    this.#labels.pop();
    out.byte(END);
  }

  #constant(token: string, out: BinaryWriter): void {
    if (token === 'v128.const') {
      this.#tokens.expect('i32x4');
      for (let lane = 0; lane < 4; lane++) out.uint32(Number(this.#tokens.next()));
    } else if (token === 'f32.const') out.float32(floatOf(this.#tokens.next()));
    else if (token === 'f64.const') out.float64(floatOf(this.#tokens.next()));
    else out.signed(BigInt.asIntN(token === 'i32.const' ? 32 : 64, BigInt(this.#tokens.next())));
  }

  /** How many blocks out the one of this label is. */
  #depth(label: string): number {
    const at = this.#labels.lastIndexOf(label);
    if (at < 0) throw new Error(`internal: no block ${label}`);
    return this.#labels.length - 1 - at;
  }

  #index(indices: ReadonlyMap<string, number>): number {
    return indexOf(indices, this.#tokens.next());
  }

  #type(): number {
    const token = this.#tokens.next();
    const type = TYPES[token];
    if (type === undefined) throw new Error(`internal: no type ${token}`);
    return type;
  }
}

function indexOf(indices: ReadonlyMap<string, number>, name: string): number {
  const index = indices.get(name);
  if (index === undefined) throw new Error(`internal: nothing is called ${name}`);
  return index;
}

/** A floating-point literal as asc writes them. */
function floatOf(token: string): number {
  const sign = token.startsWith('-') ? -1 : 1;
  if (token.endsWith('inf')) return sign * Number.POSITIVE_INFINITY;
  if (token.includes('nan')) return Number.NaN;
  return Number(token);
}
