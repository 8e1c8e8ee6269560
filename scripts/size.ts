// npm run size: what a user's bundle gains from lanewise, without tfjs, and from one activation of the
// catalogue. Fails over the limit, and where an import that is not used leaves something.
import { gzipSync } from 'node:zlib';
import { bundled } from '../test/bundled.js';

/** What refuses wrong uses, bounds what is large, and falls back where an engine refuses is 5 KB of it. */
const LIMIT_BYTES = 38 * 1024;
/** Of what lanewise/vectorize adds; its parser, acorn, is two thirds of it. */
const VECTORIZE_LIMIT_BYTES = 54 * 1000;

async function sizeOf(contents: string): Promise<{ bytes: number; gzipped: number }> {
  const text = (await bundled(contents)).trim();
  return { bytes: text.length, gzipped: gzipSync(text, { level: 9 }).length };
}

const all = await sizeOf("export { activation, spiky } from 'lanewise';");
console.log(
  `lanewise with all it needs but tfjs: ${all.bytes} bytes, ${all.gzipped} gzipped (limit ${LIMIT_BYTES})`,
);

const alone = await sizeOf("export { activation } from 'lanewise';");
for (const names of ['mish', 'hardSwish', 'mish, hardSwish, snake', 'registerAll']) {
  const more = await sizeOf(
    `export { activation } from 'lanewise'; export { ${names} } from 'lanewise/activations';`,
  );
  console.log(`${names} of the catalogue adds ${more.gzipped - alone.gzipped} bytes gzipped to activation`);
}

const kernels = await sizeOf(
  "export { activation } from 'lanewise'; export { kernelOp } from 'lanewise/kernels';",
);
console.log(`kernelOp adds ${kernels.gzipped - alone.gzipped} bytes gzipped to activation`);

const vectorize = await sizeOf(
  "export { activation } from 'lanewise'; export { vectorize } from 'lanewise/vectorize';",
);
const added = vectorize.gzipped - alone.gzipped;
console.log(`vectorize adds ${added} bytes gzipped to activation (limit ${VECTORIZE_LIMIT_BYTES})`);

let left = 0;
for (const entry of ['lanewise', 'lanewise/activations', 'lanewise/kernels', 'lanewise/vectorize'])
  left += (await sizeOf(`import '${entry}';`)).bytes;
console.log(`what an import leaves that is not used: ${left} bytes`);

if (all.gzipped > LIMIT_BYTES || added > VECTORIZE_LIMIT_BYTES || left > 0) process.exitCode = 1;
