// lanewise/activations: well-known activations that tf.layers lacks. Each is defined when it is first used,
// so importing them costs nothing and takes no names, and a bundle keeps those that it uses.
import { type Activation, type ActivationIdentifier, spiky } from '../index.js';
import * as curves from './curves.js';
import * as gates from './gates.js';
import * as rectifiers from './rectifiers.js';
import * as shrinks from './shrinks.js';

export * from './curves.js';
export * from './gates.js';
export * from './rectifiers.js';
export * from './shrinks.js';
export { spiky };

/**
 * Makes activations known to tf.layers before they are used, for a model that is loaded.
 *
 * @returns Their names in tf.layers.
 * @throws TypeError for what `activation` did not make; RangeError if another function has the name of one
 *   of them.
 *
 * ```ts
 * register(snake, mish);
 * const model = await tf.loadLayersModel('file://model/model.json');
 * ```
 */
export function register(...activations: Activation[]): ActivationIdentifier[] {
  for (const each of activations as readonly unknown[]) {
    if (typeof each === 'function' && 'identifier' in each) continue;
    const got = typeof each === 'function' ? `the function ${each.name || 'without a name'}` : String(each);
    throw new TypeError(`register: expected what activation() made, got ${got}`);
  }
  return activations.map(({ identifier }) => identifier);
}

/**
 * Makes the whole catalogue known to tf.layers, for a program that loads models and does not know what they
 * use. A bundle then holds all of it.
 *
 * @returns Their names in tf.layers.
 * @throws RangeError if another function has the name of one of them.
 */
export function registerAll(): ActivationIdentifier[] {
  return register(spiky, ...Object.values({ ...curves, ...gates, ...rectifiers, ...shrinks }));
}
