// In a process of its own: runs the specs of tfjs-core by jasmine, and reports each that calls one of the ops.
// What is imported between `run.js` and `finish` declares the specs.
import '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { env } from '@tensorflow/tfjs-core';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util.js';
import jasmineCore from 'jasmine-core';
import { calls, replaceChained } from './replacement.js';
import type { SpecResult } from './results.js';

declare const beforeEach: (run: () => void) => void;

const [, , backend, wasmPath] = process.argv.slice(2) as [string, string, 'wasm' | 'cpu', string];
const jasmineEnv = jasmineCore.boot().getEnv();
jasmineEnv.configure({ random: false, forbidDuplicateNames: false });
setWasmPaths(wasmPath);
setTestEnvs([{ name: 'specs', backendName: backend, isDataSync: true }]);
replaceChained();
// tfjs's check for leaks in kernels takes what a custom gradient saves on wasm for one, in tf.logSoftmax too.
if (backend === 'wasm') beforeEach(() => env().set('IS_TEST', false));
console.warn = () => undefined;

export async function finish(): Promise<void> {
  const results: SpecResult[] = [];
  const names = new Map<string, number>();
  let before = 0;
  jasmineEnv.addReporter({
    specStarted: () => {
      before = calls;
    },
    specDone: ({ fullName, status, failedExpectations }) => {
      if (calls === before) return;
      const plain = fullName.replace(' specs {}', '');
      const count = (names.get(plain) ?? 0) + 1;
      names.set(plain, count);
      results.push({
        name: count === 1 ? plain : `${plain} #${count}`,
        failures: failedExpectations.map(({ message }) => message),
        ran: status === 'passed' || status === 'failed',
      });
    },
  });
  await jasmineEnv.execute();
  process.send!(results, () => process.exit(0));
}
