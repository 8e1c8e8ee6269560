// npm run test:browser
// Runs spiky and mish in headless Chromium, on what Node does not have: the threaded wasm backend with its shared
// memory, webgl, and a content security policy that forbids wasm. Needs Chromium, which is looked for
// where Debian puts it, or at $CHROMIUM.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import type { Report } from '../test/browser/page.js';

const WASM_FOLDER = 'node_modules/@tensorflow/tfjs-backend-wasm/dist';

/** Response headers of the page, by its path. */
const PAGES: Record<string, Record<string, string>> = {
  '/plain': {},
  '/isolated': {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
  },
  '/strict': { 'Content-Security-Policy': "script-src 'self'" },
};

const IN_PLACE = 'SIMD kernel on the tensors in place, no copies';
const CASES: { page: string; backend: string; expected: Partial<Report> }[] = [
  { page: '/plain', backend: 'wasm', expected: { path: IN_PLACE, sharedMemory: false } },
  { page: '/isolated', backend: 'wasm', expected: { path: IN_PLACE, sharedMemory: true } },
  { page: '/plain', backend: 'webgl', expected: { path: 'composition of tf.* ops' } },
  { page: '/strict', backend: 'cpu', expected: { path: 'scalar loop' } },
];

const { outputFiles } = await build({
  entryPoints: ['test/browser/page.ts'],
  bundle: true,
  format: 'iife',
  write: false,
  logLevel: 'error',
});

const server = createServer(({ url = '/' }, response) => {
  if (url in PAGES) {
    response.writeHead(200, { 'Content-Type': 'text/html', ...PAGES[url] });
    response.end('<!doctype html><script src="/page.js"></script>');
  } else if (url === '/page.js') {
    response.writeHead(200, { 'Content-Type': 'text/javascript' });
    response.end(outputFiles[0]!.contents);
  } else if (url.startsWith('/wasm/')) {
    response.writeHead(200, { 'Content-Type': 'application/wasm' });
    response.end(readFileSync(`${WASM_FOLDER}/${basename(url)}`));
  } else {
    response.writeHead(404).end();
  }
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--disable-background-networking'],
});
try {
  for (const { page: path, backend, expected } of CASES) {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}${path}`);
    const report: Report = await page.evaluate(
      (name) => (globalThis as unknown as { check(name: string): Promise<Report> }).check(name),
      backend,
    );
    console.log(
      `${path.padEnd(9)} ${backend.padEnd(5)} ${report.path}${report.reason ? ` (${report.reason})` : ''}`,
    );
    assert.deepEqual({ ...report, ...expected, backend, wrong: [], leaked: 0 }, report);
    await page.close();
  }
} finally {
  await browser.close();
  server.close();
}
