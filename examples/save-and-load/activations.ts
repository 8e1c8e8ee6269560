// What both programs import: a saved model holds the names of activations, and the program that loads it
// defines them. Importing lanewise/layers makes the layer known that holds parameters.
import * as tf from '@tensorflow/tfjs';
import { activation, elementwise } from 'lanewise';
import 'lanewise/layers';

export const bump = activation('bump', (x) => tf.exp(tf.neg(tf.square(x))));

export const leaky = elementwise('leaky', (x, slope) => tf.where(tf.greater(x, 0), x, tf.mul(slope, x)), {
  inputs: ['x', 'slope'],
});
