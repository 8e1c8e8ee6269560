// Vector constants as locals, set once a row: a kernel has each of them for every vector of an iteration.

export interface Hoisted {
  /** The texts with locals in place of constants. */
  readonly texts: readonly string[];
  readonly locals: readonly string[];
  /** Sets the locals. */
  readonly definitions: readonly string[];
}

/** The constants of `texts` as locals that all of them share. */
export function hoisted(texts: readonly string[]): Hoisted {
  const names = new Map<string, string>();
  const named = (constant: string): string => {
    const name = names.get(constant) ?? `$k${names.size}`;
    names.set(constant, name);
    return `local.get ${name}`;
  };
  return {
    texts: texts.map((text) => text.replace(/v128\.const i32x4(?: 0x\w+){4}/g, named)),
    locals: [...names.values()].map((name) => `(local ${name} v128)`),
    definitions: [...names].map(([constant, name]) => `(local.set ${name} (${constant}))`),
  };
}
