// Work in slices: by a clock that only the work itself moves.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clock } from '../../lib/base/clock.js';
import { atOnce } from '../../lib/base/slices.js';
import { inSlices, turn } from '../../lib/base/turns.js';
import { hasDist, nodeModule } from './children.js';

const platform = { ...clock };
let now = 0;
let turns = 0;

/** `pieces` pieces that each take `ms` by the clock; tells at which turn each was done. */
function* work(pieces: number, ms: number, at: number[] = []): Generator<void, string> {
  for (let i = 0; i < pieces; i++) {
    now += ms;
    at.push(turns);
    yield;
  }
  return `${pieces} pieces`;
}

beforeEach(() => {
  [now, turns] = [0, 0];
  vi.spyOn(clock, 'now').mockImplementation(() => now);
});

afterEach(() => {
  vi.restoreAllMocks();
  Object.assign(clock, platform);
});

function countTurns(): void {
  clock.setImmediate = (then) =>
    setImmediate(() => {
      turns++;
      then();
    });
}

describe('work in slices', () => {
  beforeEach(countTurns);

  it('is cut every 6 ms, and first of all', async () => {
    const at: number[] = [];
    const result = inSlices(work(20, 1, at));
    expect(at).toEqual([]);
    expect(await result).toBe('20 pieces');
    expect(at).toEqual([1, 2, 3, 4].flatMap((n) => Array<number>(n < 4 ? 6 : 2).fill(n)));
  });

  it('does a piece a turn where pieces are long', async () => {
    const at: number[] = [];
    await inSlices(work(5, 50, at));
    expect(at).toEqual([1, 2, 3, 4, 5]);
  });

  it('shares the slices with other work', async () => {
    const [one, two, three]: number[][] = [[], [], []];
    const long = [inSlices(work(9, 2, one)), inSlices(work(9, 2, two))];
    const short = inSlices(work(1, 2, three));
    expect(await Promise.all([...long, short])).toEqual(['9 pieces', '9 pieces', '1 pieces']);
    const all = [...one!, ...two!, ...three!].sort((a, b) => a - b);
    for (const n of new Set(all)) expect(all.filter((t) => t === n).length).toBeLessThanOrEqual(3);
    expect(three).toEqual([3]);
    expect(Math.max(...one!, ...two!)).toBe(7);
  });

  it('does as many short works in one turn as have the time', async () => {
    const at: number[] = [];
    await Promise.all(Array.from({ length: 8 }, () => inSlices(work(1, 1, at))));
    expect(at).toEqual([1, 1, 1, 1, 1, 1, 2, 2]);
  });

  it('rejects with what the work throws, and other work goes on', async () => {
    const error = new Error('on purpose');
    function* failing(): Generator<void, void> {
      yield;
      throw error;
    }
    const [failed, other] = [inSlices(failing()), inSlices(work(7, 1))];
    await expect(failed).rejects.toBe(error);
    expect(await other).toBe('7 pieces');
  });

  it('is left at the next turn when its signal is aborted', async () => {
    const [controller, reason] = [new AbortController(), new Error('no more')];
    const at: number[] = [];
    let cleared = false;
    function* endless(): Generator<void, never> {
      try {
        for (;;) yield* work(1, 1, at);
      } finally {
        cleared = true;
      }
    }
    const result = inSlices(endless(), controller.signal);
    const refused = expect(result).rejects.toBe(reason);
    await turn();
    await turn();
    controller.abort(reason);
    await refused;
    expect(cleared).toBe(true);
    expect(at.length).toBe(12);
  });

  it('does nothing when its signal is aborted from the first', async () => {
    const at: number[] = [];
    const signal = AbortSignal.abort('never');
    await expect(inSlices(work(1, 1, at), signal)).rejects.toBe('never');
    expect(at).toEqual([]);
  });

  it('is the same without turns', () => {
    const at: number[] = [];
    expect(atOnce(work(30, 1, at))).toBe('30 pieces');
    expect(at).toEqual(Array<number>(30).fill(0));
  });
});

describe('a turn', () => {
  it('is taken by a message where there is no setImmediate, and closes its port', async () => {
    const ports: InstanceType<typeof MessagePort>[] = [];
    clock.setImmediate = undefined;
    clock.setTimeout = () => expect.fail('a timer');
    clock.MessageChannel = class extends MessageChannel {
      constructor() {
        super();
        ports.push(this.port1);
      }
    };
    const closed: unknown[] = [];
    for (let i = 0; i < 3; i++) {
      const passed = turn();
      ports.at(-1)!.addEventListener('close', () => closed.push(i));
      await passed;
    }
    clock.setImmediate = platform.setImmediate;
    while (closed.length < 3) await turn();
    expect(ports.length).toBe(3);
  });

  it('is taken by a timer where there is neither', async () => {
    const delays: number[] = [];
    clock.setImmediate = undefined;
    clock.MessageChannel = undefined;
    clock.setTimeout = (then, ms) => {
      delays.push(ms);
      return setTimeout(then, ms);
    };
    await turn();
    expect(delays).toEqual([0]);
  });
});

const title = hasDist ? 'a process' : 'a process (skipped: dist is not built)';

describe.skipIf(!hasDist)(title, () => {
  it.each([
    ['setImmediate', ''],
    ['messages', 'delete globalThis.setImmediate;'],
    ['timers', 'delete globalThis.setImmediate; delete globalThis.MessageChannel;'],
  ])('ends by itself after a training in turns by %s', async (_, without) => {
    const text = `${without}
      const { datasets, train } = densely;
      const model = await train(datasets.flower(), { hidden: [4], epochs: 30, seed: 3 });
      console.log(model.history.ended, (await model.predictAsync([[1, 2]])).length);`;
    const ended = await nodeModule(text, { env: { DENSELY_BACKEND: 'js' } });
    expect(ended).toMatchObject({ code: 0, signal: null, stdout: 'epochs 1\n', stderr: '' });
  });
});
