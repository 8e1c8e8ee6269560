// WebAssembly text to a binary, for the part of the text format that the emitter and asc write: functions of
// named parameters and locals, instructions folded or not, one imported memory, functions exported in place.
// A general assembler takes tens of milliseconds for a kernel; this is one pass over its words.
import { instructionOf } from './opcodes.js';
import { Words } from './words.js';
import { Writer } from './writer.js';

const TYPES: Readonly<Record<string, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b };
/** Instructions that know of functions and blocks. */
const CONTROL = new Map([
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
const ELSE = 0x05;
const END = 0x0b;
const NO_RESULT = 0x40;

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
  readonly #words: Words;
  /** The indices of function types, by their bytes. */
  readonly #types = new Map<string, number>();
  readonly #functions = new Map<string, number>();
  readonly #exports: { readonly name: string; readonly index: number }[] = [];
  readonly #labels: string[] = [];
  #locals: ReadonlyMap<string, number> = new Map();

  constructor(text: string) {
    this.#words = new Words(text);
  }

  module(): Uint8Array<ArrayBuffer> {
    const imports: Uint8Array[] = [];
    const headers: Header[] = [];
    this.#words.expect('(', 'module');
    while (this.#words.take('(')) {
      if (this.#words.take('import')) imports.push(this.#memory());
      else {
        this.#words.expect('func');
        headers.push(this.#header(headers.length));
        this.#words.skip();
      }
    }
    const out = new Writer();
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
    const out = new Writer();
    out.name(this.#words.next().slice(1, -1));
    out.name(this.#words.next().slice(1, -1));
    this.#words.expect('(', 'memory');
    const least = Number(this.#words.next());
    const most = this.#words.peek() === ')' ? undefined : Number(this.#words.next());
    const shared = this.#words.take('shared');
    this.#words.expect(')', ')');
    out.byte(0x02);
    out.byte(Number(most !== undefined) + 2 * Number(shared));
    out.unsigned(least);
    if (most !== undefined) out.unsigned(most);
    return out.finished();
  }

  #header(index: number): Header {
    if (this.#words.peek().startsWith('$')) this.#functions.set(this.#words.next(), index);
    const locals = new Map<string, number>();
    const params: number[] = [];
    const results: number[] = [];
    const declared: number[] = [];
    const kinds: Readonly<Record<string, number[]>> = { param: params, result: results, local: declared };
    while (this.#words.peek() === '(') {
      const kind = this.#words.peek(1);
      const types = kinds[kind];
      if (types === undefined && kind !== 'export') break;
      this.#words.at += 2;
      if (types === undefined) this.#exports.push({ name: this.#words.next().slice(1, -1), index });
      else {
        if (types !== results) locals.set(this.#words.next(), locals.size);
        types.push(this.#type());
      }
      this.#words.expect(')');
    }
    const key = [0x60, params.length, ...params, results.length, ...results].join();
    const type = this.#types.get(key) ?? this.#types.size;
    this.#types.set(key, type);
    return { type, locals, declared, start: this.#words.at };
  }

  #body({ locals, declared, start }: Header, out: Writer): void {
    this.#words.at = start;
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
  #instructions(out: Writer): void {
    while (!this.#words.take(')')) {
      if (this.#words.take('(')) this.#folded(out);
      else this.#instruction(this.#words.next(), out);
    }
  }

  /** `(name … operands)`, from the name on: in the binary the operands come first. */
  #folded(out: Writer): void {
    const start = this.#words.at;
    const word = this.#words.next();
    if (word === 'block' || word === 'loop') {
      this.#instruction(word, out);
      this.#instructions(out);
      this.#end(out);
      return;
    }
    this.#skipImmediates();
    while (this.#words.peek() === '(' && this.#words.peek(1) !== 'then') {
      this.#words.at++;
      this.#folded(out);
    }
    const end = this.#words.at;
    this.#words.at = start + 1;
    this.#instruction(word, out);
    this.#words.at = end;
    if (word === 'if') {
      this.#branches(out);
      this.#end(out);
    }
    this.#words.expect(')');
  }

  /** Goes to the operands of an instruction. Its own words have no parentheses, but for the result of an `if`. */
  #skipImmediates(): void {
    let word = this.#words.peek();
    for (; word !== '(' && word !== ')'; word = this.#words.peek()) this.#words.next();
    if (word === '(' && this.#words.peek(1) === 'result') this.#words.at += 4;
  }

  /** `(then …)` and perhaps `(else …)`. */
  #branches(out: Writer): void {
    this.#words.expect('(', 'then');
    this.#instructions(out);
    if (!this.#words.take('(')) return;
    this.#words.expect('else');
    out.byte(ELSE);
    this.#instructions(out);
  }

  /** An instruction with what belongs to it but its operands. */
  #instruction(word: string, out: Writer): void {
    const instruction = instructionOf(word);
    if (instruction === undefined) {
      this.#control(word, out);
      return;
    }
    const { opcode, immediate, alignment } = instruction;
    for (const byte of opcode) out.byte(byte);
    switch (immediate) {
      case 'local':
        out.unsigned(this.#index(this.#locals));
        break;
      case 'constant':
        this.#constant(word, out);
        break;
      case 'shuffle':
        for (let lane = 0; lane < 16; lane++) out.byte(Number(this.#words.next()));
        break;
      case 'lane':
        out.byte(Number(this.#words.next()));
        break;
      case 'memory':
      case 'memory lane':
        out.unsigned(alignment);
        out.unsigned(this.#words.peek().startsWith('offset=') ? Number(this.#words.next().slice(7)) : 0);
        if (immediate === 'memory lane') out.byte(Number(this.#words.next()));
        break;
    }
  }

  #control(word: string, out: Writer): void {
    const code = CONTROL.get(word);
    if (code === undefined) throw new Error(`internal: no instruction ${word}`);
    if (word === 'end') this.#labels.pop();
    out.byte(code);
    if (word === 'call') out.unsigned(this.#index(this.#functions));
    else if (word === 'br' || word === 'br_if') out.unsigned(this.#depth(this.#words.next()));
    else if (word === 'block' || word === 'loop' || word === 'if') {
      this.#labels.push(this.#words.peek().startsWith('$') ? this.#words.next() : '');
      out.byte(this.#result());
    }
  }

  /** The type of what a block leaves. */
  #result(): number {
    if (this.#words.peek() !== '(' || this.#words.peek(1) !== 'result') return NO_RESULT;
    this.#words.at += 2;
    const type = this.#type();
    this.#words.expect(')');
    return type;
  }

  #end(out: Writer): void {
    this.#labels.pop();
    out.byte(END);
  }

  #constant(word: string, out: Writer): void {
    if (word === 'v128.const') {
      this.#words.expect('i32x4');
      for (let lane = 0; lane < 4; lane++) out.uint32(Number(this.#words.next()));
    } else if (word === 'f32.const') out.float32(floatOf(this.#words.next()));
    else if (word === 'f64.const') out.float64(floatOf(this.#words.next()));
    else out.signed(BigInt.asIntN(word === 'i32.const' ? 32 : 64, BigInt(this.#words.next())));
  }

  /** How many blocks out the one of this label is. */
  #depth(label: string): number {
    const at = this.#labels.lastIndexOf(label);
    if (at < 0) throw new Error(`internal: no block ${label}`);
    return this.#labels.length - 1 - at;
  }

  #index(indices: ReadonlyMap<string, number>): number {
    const word = this.#words.next();
    const index = indices.get(word);
    if (index === undefined) throw new Error(`internal: nothing is called ${word}`);
    return index;
  }

  #type(): number {
    const word = this.#words.next();
    const type = TYPES[word];
    if (type === undefined) throw new Error(`internal: no type ${word}`);
    return type;
  }
}

/** A floating-point literal as asc writes them. */
function floatOf(word: string): number {
  const sign = word.startsWith('-') ? -1 : 1;
  if (word.endsWith('inf')) return sign * Number.POSITIVE_INFINITY;
  if (word.includes('nan')) return Number.NaN;
  return Number(word);
}
