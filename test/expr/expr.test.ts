import { describe, expect, it } from 'vitest';
import { isTruth, rewrite } from '../../src/expr/build.js';
import { constant, type Expr, input, nodesOf, operation } from '../../src/expr/expr.js';
import { BINARY, COMPARISON, LOGIC, UNARY } from '../../src/expr/operations.js';

const x = input(0);
const y = input(1);

describe('expressions', () => {
  it('of the same form are the same object', () => {
    expect(constant(0.1)).toBe(constant(Math.fround(0.1)));
    expect(constant(Number.NaN)).toBe(constant(Number.NaN));
    expect(input(1)).toBe(y);
    const nested = (): Expr => operation('mul', [operation('exp', [x]), operation('add', [x, constant(2)])]);
    expect(nested()).toBe(nested());
  });

  it('of different forms are different objects', () => {
    const forms = [
      ...[constant(0), constant(-0), constant(1), constant(-1), constant(Number.NaN), x, y],
      ...[constant(Number.POSITIVE_INFINITY), constant(Number.NEGATIVE_INFINITY)],
      ...UNARY.map((name) => operation(name, [x])),
      ...BINARY.flatMap((name) => [operation(name, [x, y]), operation(name, [y, x])]),
      operation('select', [operation('lt', [x, y]), x, y]),
      operation('override', [x, y, x]),
    ];
    expect(new Set(forms).size).toBe(forms.length);
    expect(new Set(forms.map(({ id }) => id)).size).toBe(forms.length);
  });

  it('have ids larger than those of their arguments', () => {
    const node = operation('add', [operation('exp', [y]), constant(17.25)]);
    for (const arg of node.args) expect(node.id).toBeGreaterThan(arg.id);
  });

  it('are frozen', () => {
    expect(Object.isFrozen(x)).toBe(true);
    expect(Object.isFrozen(operation('neg', [x]))).toBe(true);
  });

  it('hold float32 constants', () => {
    expect(constant(0.1).value).toBe(Math.fround(0.1));
    expect(constant(1e300).value).toBe(Number.POSITIVE_INFINITY);
    expect(constant(-1e-300).value).toBe(-0);
  });
});

describe('isTruth', () => {
  it('holds for comparisons and logic, and for nothing else', () => {
    for (const name of [...COMPARISON, ...LOGIC]) expect(isTruth(operation(name, [x, y])), name).toBe(true);
    for (const name of [...UNARY, ...BINARY]) expect(isTruth(operation(name, [x, y])), name).toBe(false);
    for (const node of [x, constant(1), operation('select', [operation('lt', [x, y]), x, y])]) {
      expect(isTruth(node)).toBe(false);
    }
  });
});

describe('nodesOf', () => {
  it('lists each node once, arguments before what uses them', () => {
    const shared = operation('exp', [x]);
    const roots = [operation('mul', [shared, shared]), operation('add', [shared, y])];
    const nodes = nodesOf(roots);
    expect(nodes).toHaveLength(5);
    expect(new Set(nodes)).toEqual(new Set([x, y, shared, ...roots]));
    for (const node of nodes) {
      if (node.kind !== 'operation') continue;
      for (const arg of node.args) expect(nodes.indexOf(arg)).toBeLessThan(nodes.indexOf(node));
    }
  });

  it('leaves out the declared derivative of an override', () => {
    expect(nodesOf([operation('override', [x, operation('exp', [y]), x])])).not.toContain(y);
  });
});

describe('rewrite', () => {
  it('replaces nodes and rebuilds what holds them, each once', () => {
    let asked = 0;
    const shared = operation('exp', [x]);
    const [replaced] = rewrite([operation('mul', [shared, shared])], (node) => {
      asked++;
      return node === x ? y : undefined;
    });
    const exp = operation('exp', [y]);
    expect(replaced).toBe(operation('mul', [exp, exp]));
    expect(asked).toBe(3);
  });

  it('reaches the declared derivative of an override', () => {
    const node = operation('override', [x, operation('exp', [x]), x]);
    const [replaced] = rewrite([node], (at) => (at === x ? y : undefined));
    expect(replaced).toBe(operation('override', [y, operation('exp', [y]), y]));
  });
});
