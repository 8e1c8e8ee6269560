import '../test/every-operation.js';
import { drawKernelCase, runKernelCase } from './fuzz/kernels.js';
import { Random } from './fuzz/random.js';
import { Tally } from './fuzz/tally.js';

const n = Number(process.argv[2]),
  from = Number(process.argv[3] ?? 0);
const t = new Tally();
let bad = 0;
const t0 = performance.now();
const seen = new Map<string, number>();
for (let s = from; s < from + n; s++) {
  const c = drawKernelCase(new Random(s));
  let w: string | undefined;
  try {
    w = runKernelCase(c, t);
  } catch (e) {
    w = String((e as Error).stack).slice(0, 600);
  }
  if (w) {
    bad++;
    if (bad < 25) console.log(s, w.slice(0, 400));
  }
}
console.log(bad, 'bad', process.cpuUsage().user / 1000 / n, 'cpu ms/case', t.cases.get('kernel: expressions')! / n, JSON.stringify(t));
