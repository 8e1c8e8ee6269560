// npm run follow: follows one op from the user's line to its kernel, a line for each room that it passes through.
// ARCHITECTURE.md opens with what this prints.
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { pathToFileURL } from 'node:url';
import { derivative } from '../src/expr/derivative.js';
import { operandsOf } from '../src/expr/expr.js';
import { format } from '../src/expr/notation.js';
import { programOf } from '../src/expr/program.js';
import { activation } from '../src/index.js';
import { renderBody } from '../src/render/wat/body.js';
import { renderWat } from '../src/render/wat/module.js';
import { trace } from '../src/trace/trace.js';
import { assemble } from '../src/wasm/assemble/assemble.js';

const softSquare = (x: tf.Tensor): tf.Tensor => tf.where(tf.greater(x, 1), x, tf.square(x));

export async function follow(): Promise<string> {
  await tf.setBackend('wasm');
  const [expr] = trace('softSquare', softSquare, 1, 'one');
  if (expr?.kind !== 'operation') throw new Error('follow: expected an operation');
  const program = programOf(1, [expr], 'fast');
  const { single, vectors } = renderBody(program.outputs, program.precision);
  const wasm = assemble(renderWat(program, { shared: false }));
  const op = activation('softSquare', softSquare);
  const x = tf.tensor1d([-0.5, 0.5, 2]);
  const valuesOf = (y: tf.Tensor): string => `[${y.dataSync().join(', ')}]`;
  const rows = [
    ["the user's line", "activation('softSquare', (x) => tf.where(tf.greater(x, 1), x, tf.square(x)))"],
    [
      'trace',
      `${expr.name}(${operandsOf(expr)
        .map((part) => format(part, ['x']))
        .join('; ')})`,
    ],
    ['expr', format(expr, ['x'])],
    ['expr: derivative', format(derivative(expr, 0), ['x'])],
    [
      'expr: program',
      `${program.inputs} input, ${program.outputs.length} output, precision ${program.precision}`,
    ],
    ...single.map((line, i) => [i === 0 ? 'render/wat' : '', line.trim()]),
    ['', `one iteration of the main loop takes ${vectors} vectors of 4 elements`],
    [
      'wasm/assemble',
      `${wasm.length} bytes: ${[...wasm.subarray(0, 12)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')} …`,
    ],
    ['tfjs/backends', op.explain().backends.wasm?.path],
    [
      'tfjs/op',
      `softSquare([-0.5, 0.5, 2]) is ${tf.tidy(() => valuesOf(op(x)))}, its gradient ${tf.tidy(() => valuesOf(tf.grad(op)(x)))}`,
    ],
  ];
  x.dispose();
  return rows.map(([room = '', what]) => `${room.padEnd(18)}${what}\n`).join('');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.stdout.write(await follow());
