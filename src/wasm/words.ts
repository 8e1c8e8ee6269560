// The words of a text: parentheses, quoted names, and what stands between them; without remarks.

export class Words {
  readonly #words: readonly string[];
  /** The index of the next word. */
  at = 0;

  constructor(text: string) {
    this.#words = text.replace(/;;.*/g, '').match(/"[^"]*"|[()]|[^\s()"]+/g) ?? [];
  }

  /** The next word, or one `ahead` of it; empty at the end. */
  peek(ahead = 0): string {
    return this.#words[this.at + ahead] ?? '';
  }

  next(): string {
    const word = this.#words[this.at++];
    if (word === undefined) throw new Error('internal: the module ends too soon');
    return word;
  }

  /** Whether `word` is the next; then goes on. */
  take(word: string): boolean {
    if (this.#words[this.at] !== word) return false;
    this.at++;
    return true;
  }

  expect(...words: string[]): void {
    for (const word of words) {
      const found = this.next();
      if (found !== word) throw new Error(`internal: expected ${word}, got ${found}`);
    }
  }

  /** Goes to the end of the form that it is in. */
  skip(): void {
    for (let depth = 1; depth > 0; ) {
      const word = this.next();
      if (word === '(') depth++;
      else if (word === ')') depth--;
    }
  }
}
