// The cases as JSON, for runs in other languages.

import type { FrameworkName } from '../../src/export/index.js';
import { toOnnx, toPython } from '../../src/export/index.js';
import { type Case, smoothPoints, type Want } from './cases.js';

export const FRAMEWORKS: readonly FrameworkName[] = ['torch', 'jax', 'keras', 'tensorflow', 'numpy'];

/** A name that no language or library has. */
export const functionName = ({ name }: Case): string => `f_${name}`;

/** JSON has no NaN and no infinities: they are strings that Python's float() reads. */
const number = (value: number): number | string =>
  Number.isNaN(value) ? 'nan' : Number.isFinite(value) ? value : value < 0 ? '-inf' : 'inf';

const wants = (list: readonly Want[]): unknown[] =>
  list.map((want) => (want === null ? null : [number(want[0]), want[1]]));

/** `cases` with what was exported for `targets`. */
export function encoded(
  cases: readonly Case[],
  targets: readonly (FrameworkName | 'onnx' | 'smooth')[],
): string {
  return JSON.stringify(
    cases.map((each) => {
      const name = functionName(each);
      const bytes = (model: Uint8Array): string => Buffer.from(model).toString('base64');
      return {
        name: each.name,
        function: name,
        inputs: each.inputs,
        points: each.points.map((point) => point.map((x) => (Object.is(x, -0) ? '-0.0' : number(x)))),
        value: wants(each.value),
        slopes: each.slopes.map(wants),
        curvatures: each.curvatures.map(wants),
        isTrue: each.isTrue,
        isSlopeTrue: each.isSlopeTrue,
        smooth: targets.includes('smooth') ? smoothPoints(each) : [],
        sources: Object.fromEntries(
          FRAMEWORKS.filter((framework) => targets.includes(framework)).map((framework) => [
            framework,
            toPython(each.op, { framework, name }),
          ]),
        ),
        onnx: targets.includes('onnx') && {
          value: bytes(toOnnx(each.op, { name, rank: 1 })),
          slopes: each.inputs.map((_, i) =>
            bytes(toOnnx(each.op.derivative(i), { name: `${name}_derivative`, rank: 1 })),
          ),
        },
      };
    }),
  );
}
