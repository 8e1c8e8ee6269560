// What a wasm binary imports and exports, and the types of its functions, which WebAssembly.Module does not tell.
// https://webassembly.github.io/spec/core/binary/modules.html

export interface WasmImport {
  /** As `env.memory`. */
  readonly name: string;
  /** What it imports, of `KINDS`. */
  readonly kind: string;
  /** Undefined for what is no memory. */
  readonly memory: WasmMemory | undefined;
}

export interface WasmMemory {
  /** In pages of 64 KiB. */
  readonly least: number;
  readonly most: number | undefined;
  readonly shared: boolean;
  readonly is64: boolean;
}

/** Names of value types, as `i32`. */
export interface WasmType {
  readonly params: readonly string[];
  readonly results: readonly string[];
}

export interface WasmModule {
  readonly imports: readonly WasmImport[];
  /** The type of every exported function; undefined for another export. */
  readonly exports: ReadonlyMap<string, WasmType | undefined>;
  /** Sections that it has, by their numbers. */
  readonly sections: ReadonlySet<number>;
}

export const MEMORY_SECTION = 5;
export const START_SECTION = 8;
export const DATA_SECTION = 11;

const KINDS = ['function', 'table', 'memory', 'global', 'tag'];
const TYPES: Readonly<Record<number, string>> = {
  127: 'i32',
  126: 'i64',
  125: 'f32',
  124: 'f64',
  123: 'v128',
};

/**
 * Reads a module that the engine finds valid.
 * @throws RangeError for types of other than numbers and vectors, which are not read.
 */
export function inspect(bytes: Uint8Array): WasmModule {
  const from = new Reader(bytes);
  from.at = 8;
  const types: WasmType[] = [];
  const functions: number[] = [];
  const imports: WasmImport[] = [];
  const exports = new Map<string, WasmType | undefined>();
  const sections = new Set<number>();
  while (from.at < bytes.length) {
    const section = from.byte();
    const end = from.unsigned() + from.at;
    sections.add(section);
    if (section === 1) from.each(() => types.push(from.functionType()));
    if (section === 2) {
      from.each(() => {
        const name = `${from.name()}.${from.name()}`;
        const kind = KINDS[from.byte()]!;
        if (kind === 'function') functions.push(from.unsigned());
        imports.push({ name, kind, memory: kind === 'memory' ? from.memory() : undefined });
        if (kind === 'table') from.table();
        if (kind === 'global') from.at += 2;
        if (kind === 'tag') from.tag();
      });
    }
    if (section === 3) from.each(() => functions.push(from.unsigned()));
    if (section === 7) {
      from.each(() => {
        const name = from.name();
        const isFunction = from.byte() === 0;
        const index = from.unsigned();
        exports.set(name, isFunction ? types[functions[index]!] : undefined);
      });
    }
    from.at = end;
  }
  return { imports, exports, sections };
}

class Reader {
  at = 0;

  constructor(readonly bytes: Uint8Array) {}

  byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new RangeError('a module that ends early');
    return byte;
  }

  /** An integer in LEB128. */
  unsigned(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  name(): string {
    const length = this.unsigned();
    this.at += length;
    return new TextDecoder().decode(this.bytes.slice(this.at - length, this.at));
  }

  each(read: () => void): void {
    for (let left = this.unsigned(); left > 0; left--) read();
  }

  functionType(): WasmType {
    const form = this.byte();
    if (form !== 0x60) throw new RangeError(`a type of form 0x${form.toString(16)}, which is no function`);
    const params: string[] = [];
    const results: string[] = [];
    for (const list of [params, results]) this.each(() => list.push(this.valueType()));
    return { params, results };
  }

  valueType(): string {
    const byte = this.byte();
    // References with a heap type of more bytes come from languages with garbage collection.
    if (byte === 0x63 || byte === 0x64) throw new RangeError('references to objects');
    return TYPES[byte] ?? `type 0x${byte.toString(16)}`;
  }

  memory(): WasmMemory {
    const flags = this.byte();
    const least = this.unsigned();
    const most = flags & 1 ? this.unsigned() : undefined;
    return { least, most, shared: (flags & 2) !== 0, is64: (flags & 4) !== 0 };
  }

  table(): void {
    this.byte();
    this.memory();
  }

  tag(): void {
    this.byte();
    this.unsigned();
  }
}
