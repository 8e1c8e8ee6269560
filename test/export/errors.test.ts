// What cannot be exported, and what the errors say.
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { snake } from '../../src/activations/index.js';
import { addToOnnx, toC, toLatex, toOnnx, toPython, toWat } from '../../src/export/index.js';
import { cbrt, elementwise } from '../../src/index.js';
import { kernelOp } from '../../src/kernels/index.js';
import { vectorize } from '../../src/vectorize/index.js';
import { messageOf, thrownBy } from '../thrown.js';

const TARGETS: readonly (readonly [name: string, write: (op: unknown) => unknown])[] = [
  ['toPython', (op) => toPython(op, { framework: 'torch' })],
  ['toOnnx', (op) => toOnnx(op)],
  ['addToOnnx', (op) => addToOnnx(toOnnx(snake), op)],
  ['toC', (op) => toC(op)],
  ['toWat', (op) => toWat(op)],
  ['toLatex', (op) => toLatex(op)],
];

describe.each(TARGETS)('%s', (name, write) => {
  it('says that a host function has no formula, and what helps', () => {
    const host = vectorize(`hosted${name}`, (x: number) => (x > 0 ? x : 0), { host: true });
    expect(messageOf(() => write(host))).toBe(
      `${name}: expected an op with a formula, got hosted${name}, which runs as a kernel or a function of its own; ` +
        'give kernelOp the option formula, or vectorize the function without host: true',
    );
  });

  it('says so of a kernel, and takes one that has a formula', () => {
    const forward = (x: Float32Array, y: Float32Array): void => y.set(x);
    const own = kernelOp(`owned${name}`, { inputs: ['x'], forward });
    expect(messageOf(() => write(own))).toContain('expected an op with a formula');
    const known = kernelOp(`known${name}`, { inputs: ['x'], forward, formula: (x) => tf.mul(x, 1) });
    if (name !== 'addToOnnx') expect(() => write(known)).not.toThrow();
  });

  it('refuses what is no op of one output', () => {
    expect(thrownBy(() => write((x: number) => x))).toBeInstanceOf(TypeError);
    expect(messageOf(() => write(undefined))).toBe(
      `${name}: expected an op that activation(), elementwise() or kernelOp() made, got undefined`,
    );
    const two = kernelOp(`two${name}`, { inputs: ['x'], outputs: ['a', 'b'], forward: () => undefined });
    expect(messageOf(() => write(two))).toContain('expected an op of one output');
  });

  it('leaves no tensor behind', () => {
    const { numTensors } = tf.memory();
    thrownBy(() => write(undefined));
    thrownBy(() => write(snake));
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

describe('names', () => {
  const odd = elementwise('fast relu!', (x) => tf.relu(x));
  const lambda = elementwise('lambda', (x) => tf.relu(x));

  it('that are none in the target are refused, with one that would work', () => {
    expect(messageOf(() => toPython(odd, { framework: 'jax' }))).toBe(
      'toPython: name expected letters, digits and _, not first a digit, and no word of Python, got "fast relu!"; ' +
        "give the option name, as { name: 'my_fast_relu_' }",
    );
    expect(messageOf(() => toPython(lambda, { framework: 'jax' }))).toContain("{ name: 'my_lambda' }");
    expect(messageOf(() => toC(cbrt))).toContain('no word of C or its library, got "cbrt"');
    expect(messageOf(() => toOnnx(odd))).toContain('got "fast relu!"');
    expect(() => toC(cbrt, { name: 'my_cbrt' })).not.toThrow();
    expect(() => toOnnx(lambda)).not.toThrow();
    expect(thrownBy(() => toC(cbrt, { name: 3 as never }))).toBeInstanceOf(TypeError);
    expect(messageOf(() => toC(elementwise('x'.repeat(500), (x) => tf.relu(x)))).length).toBeLessThan(300);
  });
});

describe('options', () => {
  it('are checked', () => {
    expect(messageOf(() => toPython(snake, { framework: 'pytorch' as never }))).toBe(
      'toPython: framework expected torch, jax, keras, tensorflow, numpy, got "pytorch"',
    );
    expect(messageOf(() => toPython(snake, undefined as never))).toContain('options expected an object');
    expect(messageOf(() => toC(snake, { nam: 'x' } as never))).toContain('expected options among name');
    expect(messageOf(() => toOnnx(snake, { opset: 11 }))).toBe(
      'toOnnx: opset expected 15 to 25, got 11; functions of a model came with 15',
    );
    expect(thrownBy(() => toOnnx(snake, { opset: 99 }))).toBeInstanceOf(RangeError);
    expect(thrownBy(() => toOnnx(snake, { opset: '17' as never }))).toBeInstanceOf(TypeError);
    expect(thrownBy(() => toOnnx(snake, { rank: -1 }))).toBeInstanceOf(RangeError);
    expect(thrownBy(() => toLatex(snake, { name: 1 as never }))).toBeInstanceOf(TypeError);
  });
});
