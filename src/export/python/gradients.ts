// The form that TensorFlow and Keras share: a function that returns its value and what multiplies its gradient.
import { definition, type Parts } from './framework.js';

/**
 * `_snake_derivatives` and `_snake_function`, under `decorator`.
 *
 * @param header The parameters of the inner function, where there is one gradient or several.
 */
export function customGradients(
  { name, inputs }: Parts,
  decorator: string,
  framework: 'tensorflow' | 'keras',
): string[] {
  const list = inputs.join(', ');
  const count = inputs.length;
  const curved = inputs.map((_, i) =>
    inputs.map((_, j) => `gradients[${j}] * curvatures[${j * count + i}]`).join(' + '),
  );
  const tuple = (items: readonly string[]): string => `(${items.join(', ')}${items.length === 1 ? ',' : ''})`;
  const parameters = framework === 'keras' ? '*gradients, upstream=None' : '*gradients';
  const given = framework === 'keras' ? ['gradients = gradients if upstream is None else (upstream,)'] : [];
  return [
    `@${decorator}`,
    ...definition(`_${name}_derivatives(${list})`, [
      ...definition(`gradient(${parameters})`, [
        ...given,
        `curvatures = _${name}_curvatures(${list})`,
        `return ${tuple(curved)}`,
      ]),
      '',
      `return _${name}_slopes(${list}), gradient`,
    ]),
    '',
    '',
    `@${decorator}`,
    ...definition(`_${name}_function(${list})`, [
      ...definition(`gradient(${parameters})`, [
        ...given,
        `slopes = _${name}_derivatives(${list})`,
        `return tuple(gradients[0] * slope for slope in slopes)`,
      ]),
      '',
      `return _${name}_value(${list}), gradient`,
    ]),
  ];
}
