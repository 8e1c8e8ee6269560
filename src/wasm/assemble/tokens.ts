// The tokens of a text: parentheses, quoted names, and what stands between them; and `(local.get $name)`, which is most
// of a kernel, as one. Comments are left out.

export class Tokens {
  readonly #tokens: readonly string[];
  /** The index of the next token. */
  at = 0;

  constructor(text: string) {
    this.#tokens = text.replace(/;;.*/g, '').match(/"[^"]*"|\(local\.get [^\s()"]+\)|[()]|[^\s()"]+/g) ?? [];
  }

  /** The next token, or one `ahead` of it; empty at the end. */
  peek(ahead = 0): string {
    return this.#tokens[this.at + ahead] ?? '';
  }

  next(): string {
    const token = this.#tokens[this.at++];
    if (token === undefined) throw new Error('internal: the module ends too soon');
    return token;
  }

  /** Whether `token` is the next; then goes on. */
  take(token: string): boolean {
    if (this.#tokens[this.at] !== token) return false;
    this.at++;
    return true;
  }

  expect(...tokens: string[]): void {
    for (const token of tokens) {
      const found = this.next();
      if (found !== token) throw new Error(`internal: expected ${token}, got ${found}`);
    }
  }

  /** Goes to the end of the form that it is in. */
  skip(): void {
    for (let depth = 1; depth > 0; ) {
      const token = this.next();
      if (token === '(') depth++;
      else if (token === ')') depth--;
    }
  }
}
