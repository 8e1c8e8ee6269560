// Bytes of a binary module as they come: numbers in LEB128, vectors and sections with their lengths before them.

export class BinaryWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  bytes(values: ArrayLike<number>): void {
    this.#reserve(values.length);
    this.#bytes.set(values, this.#length);
    this.#length += values.length;
  }

  /** LEB128 of an integer from 0 to 2^53. */
  unsigned(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.byte((rest % 0x80) | 0x80);
    this.byte(rest);
  }

  /** LEB128 of a signed integer of 64 bits. */
  signed(value: bigint): void {
    let rest = value;
    for (; rest < -0x40n || rest >= 0x40n; rest >>= 7n) this.byte(Number(rest & 0x7fn) | 0x80);
    this.byte(Number(rest & 0x7fn));
  }

  uint32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  float32(value: number): void {
    this.#reserve(4);
    this.#view.setFloat32(this.#length, value, true);
    this.#length += 4;
  }

  float64(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** A name of ASCII. */
  name(text: string): void {
    this.unsigned(text.length);
    for (let i = 0; i < text.length; i++) this.byte(text.charCodeAt(i));
  }

  /** The length of what `write` writes, then that. */
  sized(write: (to: BinaryWriter) => void): void {
    const content = new BinaryWriter();
    write(content);
    this.unsigned(content.#length);
    this.bytes(content.#bytes.subarray(0, content.#length));
  }

  /** A section that is a vector of `items`, left out where there are none. */
  section<T>(id: number, items: readonly T[], write: (item: T, to: BinaryWriter) => void): void {
    if (items.length === 0) return;
    this.byte(id);
    this.sized((content) => {
      content.unsigned(items.length);
      for (const item of items) write(item, content);
    });
  }

  /** A copy of all that was written. */
  finished(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * (this.#length + count));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
