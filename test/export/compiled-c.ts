// Exported C: all cases in one program, compiled by gcc without a warning, and run.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toC } from '../../src/export/index.js';
import type { ElementwiseOp } from '../../src/index.js';

export interface CFunction {
  readonly name: string;
  readonly op: ElementwiseOp;
  /** An array for each input. */
  readonly inputs: readonly Float32Array[];
  readonly inputNames: readonly string[];
}

const WARNINGS = ['-Wall', '-Wextra', '-Werror', '-pedantic'];
const HELPERS = ['sigmoid', 'softplus', 'min', 'max', 'mod'];

/** For each function the value, then the derivative by each input. */
export function runC(functions: readonly CFunction[], optimization = '-O1'): Float32Array[][] {
  const folder = mkdtempSync(join(tmpdir(), 'lanewise-c-'));
  try {
    const exported = functions.map(({ op, name }, i) => {
      // Each export has helpers of its own, which meet in one file here.
      const renamed = HELPERS.map((helper) => `#define lanewise_${helper} lanewise_${helper}_${i}\n`).join(
        '',
      );
      return `${HELPERS.map((helper) => `#undef lanewise_${helper}\n`).join('')}${renamed}${toC(op, { name })}`;
    });
    const blocks = functions.map(({ name, inputs, inputNames }) => {
      const length = inputs[0]!.length;
      const arrays = inputs.map((_, i) => `in + ${i} * n`).join(', ');
      const slopes = inputNames.map(
        (input) => `${name}_derivative${inputNames.length === 1 ? '' : `_${input}`}`,
      );
      const calls = [name, ...slopes].map(
        (each) => `    ${each}(n, ${arrays}, out);\n    fwrite(out, sizeof *out, n, stdout);`,
      );
      return `  {\n    const size_t n = ${length};\n    if (fread(in, sizeof *in, n * ${inputs.length}, stdin) != n * ${inputs.length}) return 1;\n${calls.join('\n')}\n  }`;
    });
    const most = Math.max(...functions.map(({ inputs }) => inputs.length * inputs[0]!.length));
    const program = [
      '#include <stdio.h>',
      ...exported,
      `static float in[${most}], out[${most}];`,
      `int main(void) {\n${blocks.join('\n')}\n  return 0;\n}\n`,
    ].join('\n');
    writeFileSync(join(folder, 'program.c'), program);
    const flags = ['-std=c11', optimization, ...WARNINGS];
    execFileSync('gcc', [...flags, 'program.c', '-o', 'program', '-lm'], { cwd: folder, stdio: 'pipe' });
    const input = Buffer.concat(
      functions.flatMap(({ inputs }) =>
        inputs.map((each) => Buffer.from(each.buffer, each.byteOffset, each.byteLength)),
      ),
    );
    const output = execFileSync(join(folder, 'program'), { input, maxBuffer: 2 ** 30 });
    let at = 0;
    return functions.map(({ inputs }) =>
      Array.from({ length: inputs.length + 1 }, () => {
        const bytes = output.subarray(at, at + inputs[0]!.byteLength);
        at += bytes.length;
        return new Float32Array(Uint8Array.from(bytes).buffer);
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `count` float32 in the range of every exponent that matters to activations, of both signs. */
export function spread(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => {
    const phase = (i * 0.6180339887498949) % 1;
    const scale =
      i % 4 === 0 ? 100 : i % 4 === 1 ? 12 : i % 4 === 2 ? 4 : 2 ** (((i * 0.7548776662466927) % 1) * -30);
    return (phase * 2 - 1) * scale;
  });
}
