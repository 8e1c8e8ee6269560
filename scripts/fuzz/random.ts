// Random numbers by a seed: the same seed, the same case.

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
    // Neighbouring seeds are to give sequences that have nothing in common.
    for (let i = 0; i < 4; i++) this.bits();
  }

  /** 32 bits, by splitmix32. */
  bits(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  }

  /** From 0, and less than 1. */
  unit(): number {
    return this.bits() / 2 ** 32;
  }

  /** An integer from 0, and less than `end`. */
  below(end: number): number {
    return Math.floor(this.unit() * end);
  }

  between(from: number, to: number): number {
    return from + this.unit() * (to - from);
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  oneOf<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }
}
