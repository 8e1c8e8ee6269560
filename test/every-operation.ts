// Brings what the operations need that no tf.* op is, as a program does that uses every op: for tests of all operations.
import { bringNeedsOf } from '../src/tfjs/define/lazy.js';
import { bringRemainder } from '../src/vectorize/remainder.js';
import { OF_ONE, OF_TWO } from './own-operations.js';

for (const op of Object.values({ ...OF_ONE, ...OF_TWO })) bringNeedsOf(op);
bringRemainder();
