// Nodes of an ONNX graph, added one by one. Equal nodes are made once.

export interface OnnxNode {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attribute?: Attribute;
}

export type Attribute =
  | { readonly name: string; readonly float: number }
  | { readonly name: string; readonly int: number };

/** Collects the nodes of a function. */
export class Builder {
  readonly nodes: OnnxNode[] = [];
  readonly #outputs = new Map<string, string>();
  readonly #taken: ReadonlySet<string>;
  #count = 0;

  /** @param taken Names of inputs and outputs. */
  constructor(taken: readonly string[]) {
    this.#taken = new Set(taken);
  }

  /** The name of what an operator gives. */
  add(type: string, inputs: readonly string[], attribute?: Attribute): string {
    const key = JSON.stringify([type, inputs, attribute && Object.entries(attribute).map(exactly)]);
    const known = this.#outputs.get(key);
    if (known !== undefined) return known;
    const output = this.#next();
    this.nodes.push({ type, inputs, output, ...(attribute && { attribute }) });
    this.#outputs.set(key, output);
    return output;
  }

  /** The name of a constant, a float32. */
  constant(value: number): string {
    return this.add('Constant', [], { name: 'value_float', float: value });
  }

  /** The last node: `output` is what `input` is. */
  finish(type: string, inputs: readonly string[], output: string): void {
    this.nodes.push({ type, inputs, output });
  }

  #next(): string {
    do this.#count++;
    while (this.#taken.has(`t${this.#count}`));
    return `t${this.#count}`;
  }
}

/** JSON has no NaN, no infinities and no -0. */
const exactly = ([key, value]: [string, unknown]): [string, unknown] => [
  key,
  Object.is(value, -0) ? '-0' : typeof value === 'number' ? String(value) : value,
];
