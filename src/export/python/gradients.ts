// The form that TensorFlow and Keras share: a function that returns its value and what makes gradients of one. Each
// derivative is a function of its own: Keras takes no function of several results.
import { definition, type Parts } from './framework.js';

/** The functions that compute, then `_snake_derivative_0`, … and `_snake_function` under `decorator`. */
export function customGradients(parts: Parts, decorator: string, isKeras: boolean): string[] {
  const { name, inputs, value, slopeAlone, curvatureRows } = parts;
  const list = inputs.join(', ');
  // Keras hands the gradient over in two ways.
  const gradient = (product: string): string[] => [
    ...(isKeras
      ? definition('gradient(*gradients, upstream=None)', [
          'dy = gradients[0] if upstream is None else upstream',
          `return ${product}`,
        ])
      : definition('gradient(dy)', [`return ${product}`])),
    '',
  ];
  const separated = (functions: readonly (readonly string[])[]): string[] =>
    functions.flatMap((lines, i) => (i === 0 ? lines : ['', '', ...lines]));
  const products = inputs.map((_, i) => `dy * _${name}_derivative_${i}(${list})`);
  return separated([
    definition(`_${name}_value(${list})`, value),
    ...inputs.flatMap((_, i) => [
      definition(`_${name}_slope_${i}(${list})`, slopeAlone[i]!),
      definition(`_${name}_curvatures_${i}(${list})`, curvatureRows[i]!),
      [
        `@${decorator}`,
        ...definition(`_${name}_derivative_${i}(${list})`, [
          ...gradient(
            inputs.length === 1
              ? `dy * _${name}_curvatures_${i}(${list})[0]`
              : `tuple(dy * curvature for curvature in _${name}_curvatures_${i}(${list}))`,
          ),
          `return _${name}_slope_${i}(${list}), gradient`,
        ]),
      ],
    ]),
    [
      `@${decorator}`,
      ...definition(`_${name}_function(${list})`, [
        ...gradient(products.length === 1 ? products[0]! : `(${products.join(', ')})`),
        `return _${name}_value(${list}), gradient`,
      ]),
    ],
    definition(`_${name}_derivatives(${list})`, [
      `return (${inputs.map((_, i) => `_${name}_derivative_${i}(${list})`).join(', ')},)`,
    ]),
  ]);
}
