// npm run size: what a user's bundle gains from `import { spiky } from 'lanewise'`, without tfjs.
// Fails over the limit.
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const LIMIT_BYTES = 32 * 1024;

const { outputFiles } = await build({
  stdin: { contents: "export { activation, spiky } from 'lanewise';", resolveDir: import.meta.dirname },
  bundle: true,
  minify: true,
  format: 'esm',
  external: ['@tensorflow/*'],
  write: false,
});
const code = outputFiles[0]!.contents;
const gzipped = gzipSync(code, { level: 9 }).length;
console.log(
  `lanewise with all it needs but tfjs: ${code.length} bytes, ${gzipped} gzipped (limit ${LIMIT_BYTES})`,
);

const unused = await build({
  stdin: { contents: "import 'lanewise';", resolveDir: import.meta.dirname },
  bundle: true,
  minify: true,
  format: 'esm',
  external: ['@tensorflow/*'],
  write: false,
  logLevel: 'error',
});
const left = unused.outputFiles[0]!.text.trim();
console.log(`what an import leaves that is not used: ${left.length} bytes`);

if (gzipped > LIMIT_BYTES || left !== '') process.exitCode = 1;
