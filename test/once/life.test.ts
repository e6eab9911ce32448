// The process while native jobs run: it goes on, it ends without waiting for that work whichever way, and it
// never aborts. The work lasts longer than any test may: an end that waited would never come.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hasDist, loadAddon, node, type Ended } from './children.js';

const REPEATS = 50;
/** Indices of long.mjs. */
const TRAININGS = [0, 1] as const;
const PREDICTIONS = [2, 3] as const;
const COLUMNS = [4, 5] as const;

const script = (name: string): string =>
  fileURLToPath(new URL(`life/${name}.mjs`, import.meta.url));
const env = { DENSELY_BACKEND: 'native' };

type Kill = (signal: NodeJS.Signals) => void;

/** `repeats` runs of leave.mjs, two at a time; `started` is called when one works. */
async function leave(
  way: string,
  kinds: readonly [number, number],
  repeats: number,
  started: (kill: Kill, i: number) => void = () => {},
): Promise<Ended[]> {
  const half = async (from: number): Promise<Ended[]> => {
    const ended: Ended[] = [];
    for (let i = from; i < repeats; i += 2) {
      const delay = way === 'stay' ? 600_000 : i % 30;
      const args = [script('leave'), way, `${delay}`, `${kinds[(i >> 1) % 2]}`];
      ended.push(await node(args, { env, started: (kill) => started(kill, i) }));
    }
    return ended;
  };
  return (await Promise.all([half(0), half(1)])).flat();
}

async function answer<T>(name: string, ...args: string[]): Promise<T> {
  const { code, signal, stdout, stderr } = await node([script(name), ...args], { env });
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
  return JSON.parse(stdout) as T;
}

const lacks = [
  ...(hasDist ? [] : ['dist is not built']),
  ...(loadAddon() ? [] : ['the addon is not built']),
];
const title = lacks.length > 0 ? `life (skipped: ${lacks.join(', ')})` : 'life';

describe.skipIf(lacks.length > 0)(title, { timeout: 180_000 }, () => {
  it.each([
    ['process.exit', 'exit', TRAININGS, REPEATS, 7, /^$/],
    ['process.exit in a prediction', 'exit', PREDICTIONS, 20, 7, /^$/],
    ['process.exit in moments and scaling', 'exit', COLUMNS, 20, 7, /^$/],
    ['an uncaught exception', 'throw', TRAININGS, REPEATS, 1, /Error: uncaught on purpose/],
    ['an unhandled rejection', 'reject', TRAININGS, 10, 1, /Error: unhandled on purpose/],
  ])('%s ends the process', async (_, way, kinds, repeats, code, stderr) => {
    for (const ended of await leave(way, kinds, repeats)) {
      expect(ended).toMatchObject({ code, signal: null, stdout: 'leaving\n' });
      expect(ended.stderr).toMatch(stderr);
      expect(ended.stderr).not.toMatch(/terminate called|FATAL|napi/i);
    }
  });

  it.each([
    ['SIGINT', REPEATS],
    ['SIGTERM', 10],
  ] as const)('%s ends the process', async (signal, repeats) => {
    const started = (kill: Kill, i: number) => setTimeout(() => kill(signal), i % 30);
    for (const ended of await leave('stay', TRAININGS, repeats, started)) {
      expect(ended).toEqual({ code: null, signal, stdout: 'working\n', stderr: '' });
    }
  });

  it.each([
    ['worker.terminate()', 'terminate', TRAININGS, REPEATS, 1, null],
    ['worker.terminate() in a prediction', 'terminate', PREDICTIONS, 20, 1, null],
    ['worker.terminate() in moments and scaling', 'terminate', COLUMNS, 20, 1, null],
    ['process.exit in a worker', 'exit', TRAININGS, REPEATS, 7, null],
    ['process.exit in a prediction in a worker', 'exit', PREDICTIONS, 20, 7, null],
    ['process.exit in moments and scaling in a worker', 'exit', COLUMNS, 20, 7, null],
    ['an uncaught exception in a worker', 'throw', TRAININGS, REPEATS, 1, 'uncaught on purpose'],
  ])('%s ends the worker', async (_, way, kinds, count, code, error) => {
    const args = [way, `${count}`, ...kinds.map(String)];
    expect(await answer('workers', ...args)).toEqual({ count, codes: [code], errors: [error] });
  });

  it('buffers that the caller transfers, shrinks or overwrites change nothing', async () => {
    expect(await answer('buffers')).toEqual({ count: REPEATS, different: 0 });
  });

  it('files are read, timers and turns go on', async () => {
    interface Done {
      timers: number;
      turns: number;
      ended: number;
      stopped: string[];
    }
    const { timers, turns, ...runs } = await answer<Done>('alongside');
    expect(timers).toBeGreaterThan(5);
    expect(turns).toBeGreaterThan(100);
    expect(runs).toEqual({ ended: 0, stopped: ['stopped', 'stopped', 'stopped', 'stopped'] });
  });

  it('many environments at once give the same bits', async () => {
    expect(await answer('many')).toEqual({ count: 9, distinct: 1 });
  });
});
