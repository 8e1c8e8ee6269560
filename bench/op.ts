// How fast is the op inside tfjs, forward and with its gradient, beside the same activation made of
// tf.* ops, and beside the cheapest built-in, tf.relu?
import * as tf from '@tensorflow/tfjs';
import { spiky } from 'lanewise';
import { composedSpiky } from '../examples/alternatives.js';
import { compare } from './compare.js';
import { heading, randomValues, SIZES, sizeName, table, times } from './report.js';

/** From here on one call of the composition on the cpu backend takes seconds. */
const CPU_LIMIT = 2 ** 22;

export async function benchOp(): Promise<void> {
  for (const backend of ['wasm', 'cpu']) {
    await tf.setBackend(backend);
    heading(
      `op on the ${backend} backend`,
      'Random data in [-4, 4). "vs composition": how many times faster; "of relu": time over that of tf.relu.',
    );
    const rows: string[][] = [];
    for (const n of SIZES.filter((size) => backend !== 'cpu' || size <= CPU_LIMIT)) {
      const x = tf.tensor1d(randomValues(n));
      const dy = tf.onesLike(x);
      const gradients = { spiky: tf.grad(spiky), composed: tf.grad(composedSpiky), relu: tf.grad(tf.relu) };
      const ms = await compare({
        forward: () => spiky(x).dispose(),
        composedForward: () => composedSpiky(x).dispose(),
        reluForward: () => tf.relu(x).dispose(),
        both: () => gradients.spiky(x, dy).dispose(),
        composedBoth: () => gradients.composed(x, dy).dispose(),
        reluBoth: () => gradients.relu(x, dy).dispose(),
      });
      tf.dispose([x, dy]);
      rows.push([
        sizeName(n),
        (ms.forward * 1000).toFixed(2),
        times(ms.composedForward / ms.forward),
        times(ms.forward / ms.reluForward),
        (ms.both * 1000).toFixed(2),
        times(ms.composedBoth / ms.both),
        times(ms.both / ms.reluBoth),
      ]);
    }
    table(
      [
        'elements',
        'forward, us',
        'vs composition',
        'of relu',
        'forward + backward, us',
        'vs composition',
        'of relu',
      ],
      rows,
    );
  }
}
