import { describe, expect, it } from 'vitest';
import * as catalogue from '../../src/activations/index.js';
import { definingLine } from '../../src/layers/remedy.js';

const { register, registerAll, ...activations } = catalogue;
const NAMES = Object.values(activations).map(({ opName }) => opName);

describe('the line that defines an op', () => {
  it.each(NAMES)('is registerAll for %s, which the catalogue has, and for its derivatives', (name) => {
    const line = `registerAll() of 'lanewise/activations', which has ${name}`;
    expect(definingLine(name)).toBe(line);
    expect(definingLine(`${name}Derivative`)).toBe(line);
    expect(registerAll()).toContain(name);
  });

  it('is activation or elementwise for any other', () => {
    expect(definingLine('mine')).toBe("activation('mine', (x) => …)");
    expect(definingLine('snake', ['a'])).toBe("elementwise('snake', (x, a) => …, { inputs: ['x', 'a'] })");
    expect(definingLine('mineDerivative')).toBe(
      `activation('mineDerivative', (x) => …), or that of "mine" for a derivative of it`,
    );
  });
});
