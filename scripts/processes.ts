// Long runs in several processes: each does a share of the chunks and says how far it is.
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { SingleBar } from 'cli-progress';

/** The chunks of a task that a process is to do: `first`, `first` + `step`, … below `chunks`. */
export interface Share {
  readonly first: number;
  readonly step: number;
  readonly chunks: number;
}

/** What a process says: how many chunks it did since it last did, or at the end what came of all. */
type Message<Result> = number | { readonly result: Result };

export interface Job<Task> {
  /** Stands before the bar. */
  readonly title: string;
  /** The file that calls `work`. */
  readonly file: string;
  readonly task: Task;
  readonly chunks: number;
  /** Inputs in a chunk. */
  readonly size: number;
}

/** What came of each share of a job, one a processor, run with a bar. */
export async function inShares<Task, Result>({
  title,
  file,
  task,
  chunks,
  size,
}: Job<Task>): Promise<Result[]> {
  const step = Math.min(availableParallelism(), chunks);
  const bar = new SingleBar({
    format: `${title} {bar} {percentage} %  {value}/{total} M inputs  {duration_formatted}`,
    noTTYOutput: true,
    notTTYSchedule: 20_000,
  });
  const millions = (done: number): number => Math.round((done * size) / 2 ** 20);
  bar.start(millions(chunks), 0);
  let done = 0;
  const results = await Promise.all(
    Array.from(
      { length: step },
      (_, first) =>
        new Promise<Result>((resolve, reject) => {
          const child = fork(file, { serialization: 'advanced' });
          child.send({ task, share: { first, step, chunks } });
          child.on('message', (message: Message<Result>) => {
            if (typeof message !== 'number') return resolve(message.result);
            done += message;
            bar.update(millions(done));
          });
          child.on('error', reject);
          child.on('exit', (code) => reject(new Error(`${title}: a process ended with code ${code}`)));
        }),
    ),
  );
  bar.stop();
  return results;
}

/** In a process of `inShares`: does its share. `report` takes the number of chunks done since the last report. */
export function work<Task, Result>(
  share: (task: Task, share: Share, report: (chunks: number) => void) => Result,
): void {
  process.once('message', (message: { task: Task; share: Share }) => {
    const result = share(message.task, message.share, (chunks) => process.send!(chunks));
    process.send!({ result }, () => process.exit(0));
  });
}

/** The index from 0 and the count of `--part i/n`, which must divide `chunks`. */
export function partOf(text: string, chunks: number): [index: number, parts: number] {
  const [index, parts] = text.split('/').map(Number) as [number, number];
  if (!(index >= 1 && index <= parts && chunks % parts === 0)) {
    throw new RangeError(`--part: expected i/n with 1 <= i <= n and n a power of two, got ${text}`);
  }
  return [index - 1, parts];
}
