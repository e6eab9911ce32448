// Forty drawn sets of options: one hash of parameters and history on every instruction set, whatever the threads
// and the chunks, and however often the training was left and gone on with; in float32 the JavaScript backend has
// it too, in float64 it is within 1e-12 a step. The sets of the stored hashes are those of draw 1; DENSELY_DRAW=n
// draws others, which are compared with themselves alone. After a change of the arithmetic rules, or of what is
// drawn, and only then, the file is written anew by
//   DENSELY_UPDATE_HASHES=1 npx vitest run test/option-sets.test.ts --project native:scalar
// and then by the same with --project js.
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { backend, DenselyError, RandomState, type Model, type TrainOptions } from '../lib/index.js';
import { adaptivePace, type Pace } from '../lib/training/pace.js';
import { trainAtPace } from '../lib/training/train.js';
import { drawnSets, type OptionSet } from './option-sets.js';
import { flat } from './runs.js';

/** What is kept of a set: hashes; of float64 what other backends come near to. */
interface Stored {
  hash?: string;
  /** Of the JavaScript backend in float64, where it has no fused multiply-add. */
  js?: string;
  figures?: number[];
}

const FIXED = 1;
const draw = Number(process.env.DENSELY_DRAW ?? FIXED);
const updating = process.env.DENSELY_UPDATE_HASHES === '1' && draw === FIXED;
const isNative = backend().name === 'native';
const file = new URL('fixtures/option-sets.json', import.meta.url);
const stored: Stored[] = draw === FIXED ? (JSON.parse(readFileSync(file, 'utf8')) as Stored[]) : [];
/** Parameters of which the figures are. */
const KEPT = 12;

const folder = mkdtempSync(join(tmpdir(), 'densely-option-sets-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
  if (updating) writeFileSync(file, `${JSON.stringify(stored, null, 1)}\n`);
});

/** How a training ended: with a model, or with an error that has one. */
interface Outcome {
  readonly model: Model;
  readonly message: string;
}

async function outcomeOf(training: Promise<Model>): Promise<Outcome> {
  try {
    return { model: await training, message: '' };
  } catch (error) {
    if (!(error instanceof DenselyError && error.code === 'ERR_DIVERGED')) throw error;
    return { model: error.model!, message: error.message };
  }
}

/** SHA-1 of the parameters' bytes, all figures of the history, and what was wrong. */
function hashOf({ model, message }: Outcome): string {
  const digest = createHash('sha1');
  for (const { data } of Object.values(model.parameters)) digest.update(data);
  const told = JSON.stringify([model.history, message], (_, value: unknown) =>
    ArrayBuffer.isView(value) ? Array.from(value as Float64Array, String) : value,
  );
  return digest.update(told).digest('hex');
}

/** Some of the parameters, the last cost, and the best value. */
function figuresOf({ model: { parameters, history } }: Outcome): number[] {
  const all = flat(parameters);
  const some = Array.from({ length: KEPT }, (_, i) => all[Math.floor((i * all.length) / KEPT)]!);
  return [...some, history.cost.at(-1) ?? 0, history.best?.value ?? 0];
}

/** A training that is left at a report of each life but the last, and how many lives went on from a checkpoint. */
async function inLives(
  { data, options, seed }: OptionSet,
  path: string,
): Promise<[Outcome, number]> {
  const random = new RandomState(seed);
  for (let [lives, resumed] = [1, 0]; ; lives++) {
    if (existsSync(path)) resumed++;
    const leave = new AbortController();
    let left = random.interval(3 * lives);
    const kept: TrainOptions = {
      ...options,
      checkpoint: { path, everySeconds: 1e-9 },
      resume: 'auto',
      signal: leave.signal,
      onProgress: () => left-- === 0 && leave.abort(),
    };
    const steps = random.interval(30) + 1;
    try {
      return [await outcomeOf(trainAtPace(data, kept, () => steps)), resumed];
    } catch (error) {
      if (error !== leave.signal.reason) throw error;
    }
  }
}

const runs: readonly [chunks: string, pace: Pace, threads: number][] = [
  ['chunks of 1, one thread', () => 1, 1],
  ['chunks of 7, two threads', () => 7, 2],
  ['chunks as they come, four threads', adaptivePace, 4],
];

describe(`option sets, draw ${draw}`, () => {
  let resumed = 0;

  it.each(drawnSets(draw).map((set, i) => [i, set] as const))('set %i', async (i, set) => {
    const { data, options } = set;
    const outcomes: Record<string, Outcome> = {};
    for (const [name, pace, threads] of runs)
      outcomes[name] = await outcomeOf(trainAtPace(data, { ...options, threads }, pace));
    const [left, times] = await inLives(set, join(folder, `${i}.ckpt`));
    if (times > 0) resumed++;
    outcomes[`left, resumed ${times} times`] = left;
    const hashes = Object.fromEntries(
      Object.entries(outcomes).map(([name, outcome]) => [name, hashOf(outcome)]),
    );
    const said = JSON.stringify(options);
    const [one] = Object.values(hashes);
    for (const [name, hash] of Object.entries(hashes)) expect(hash, `${name}: ${said}`).toBe(one);
    compare(i, options, left, one!);
  });

  it('were left and gone on with, most of them', () => {
    expect(resumed).toBeGreaterThan(20);
  });
});

/** With what is stored, which is kept instead where it is written anew. */
function compare(i: number, { dtype }: TrainOptions, outcome: Outcome, hash: string): void {
  if (draw !== FIXED) return;
  const own = dtype === 'float64' && !isNative ? 'js' : 'hash';
  const one = (stored[i] ??= {});
  if (updating && (isNative || own === 'js')) one[own] = hash;
  if (updating && dtype === 'float64' && isNative) one.figures = figuresOf(outcome);
  expect(hash).toBe(one[own]);
  if (own === 'hash') return;
  const [mine, native] = [figuresOf(outcome), one.figures!];
  const largest = Math.max(...native.map(Math.abs));
  const difference = Math.max(...mine.map((v, j) => Math.abs(v - native[j]!)));
  expect(difference / largest).toBeLessThanOrEqual(1e-12 * outcome.model.history.steps);
}
