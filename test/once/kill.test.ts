// Trainings that keep their state, killed at random moments and begun again until they end: no checkpoint is ever
// torn, and what comes of them is what comes of a training that nobody disturbed, whichever backend and instruction
// set each life had.
//   npm run test:kill -- 200        so many kills; DENSELY_DRAW=n repeats the moments of a draw
import { randomInt } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { RandomState } from '../../lib/index.js';
import { readCheckpoint } from '../../lib/training/checkpoint/store.js';
import type { Place } from '../../lib/training/checkpoint/saver.js';
import { hasDist, loadAddon, node, type Ended } from './children.js';

const kills = Number(process.env.DENSELY_KILLS ?? 50);
const draw = Number(process.env.DENSELY_DRAW ?? randomInt(2 ** 32));
const kinds = ['mini-batches', 'full batch'] as const;
const script = fileURLToPath(new URL('kill/train.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'densely-kill-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a life may run on. */
const native = (loadAddon()?.isas ?? []).map((isa) => ({
  DENSELY_BACKEND: 'native',
  DENSELY_ISA: isa,
}));
const js = { DENSELY_BACKEND: 'js' };

/** Files that are not complete yet, or never will be. */
const halves = (path: string): string[] =>
  readdirSync(folder).filter((file) => file.startsWith(`.${basename(path)}.`));

/** A moment to kill at. */
interface Moment {
  /** Milliseconds after the beginning. */
  readonly delay: number;
  /** Is it the next moment after that at which a file is being written? */
  readonly writing: boolean;
}

/** @param moment when it is killed; undefined: never */
async function live(
  kind: string,
  path: string,
  env: Record<string, string>,
  moment?: Moment,
): Promise<Ended> {
  const over = new AbortController();
  const killing = async (kill: (signal: NodeJS.Signals) => void): Promise<void> => {
    await pause(moment!.delay);
    while (moment!.writing && !over.signal.aborted && halves(path).length === 0) await pause(1);
    kill('SIGKILL');
  };
  const ended = await node([script, kind, path], {
    env,
    started: (kill) => void (moment && killing(kill)),
  });
  over.abort();
  return ended;
}

/** What a training that came to its end has printed: a hash of parameters and history, how it ended, its steps. */
function told({ code, signal, stdout, stderr }: Ended): string {
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
  return stdout.replace('working\n', '');
}

/** Steps of the checkpoints, the latest first, each read whole with its checksum. */
async function stepsAt(path: string): Promise<number[]> {
  const saved = await Promise.all([path, `${path}.1`].map(readCheckpoint));
  return saved.flatMap((one) => (one ? (JSON.parse(one.info.state) as Place).step : []));
}

async function killed(kind: string, count: number, random: RandomState): Promise<string> {
  const name = kind.replace(' ', '-');
  const path = join(folder, name);
  const undisturbed = told(await live(kind, join(folder, `${name} whole`), native[0] ?? js));
  const seen = { lives: 0, advances: 0, halves: 0, ends: 0 };
  let before = 0;
  // Milliseconds of a life at most: about half of the lives are to go further, however busy the machine is.
  let longest = 150;
  for (let done = 0; done < count; seen.lives++) {
    // Every second life on each backend.
    const isa = native[random.interval(Math.max(0, native.length - 1))];
    const env = (seen.lives % 2 === 0 ? isa : undefined) ?? js;
    const moment = { delay: longest * random.random(), writing: random.interval(3) === 0 };
    const ended = await live(kind, path, env, moment);
    const steps = await stepsAt(path);
    expect(steps).toEqual(steps.toSorted((a, b) => b - a));
    expect(steps[0] ?? 0).toBeGreaterThanOrEqual(before);
    const goesOn = (steps[0] ?? 0) > before;
    if (goesOn) seen.advances++;
    longest *= goesOn ? 0.85 : 1.25;
    before = steps[0] ?? 0;
    const left = halves(path);
    seen.halves += left.length;
    for (const file of left) rmSync(join(folder, file));
    if (ended.signal === 'SIGKILL') done++;
    else {
      expect(told(ended)).toBe(undisturbed);
      seen.ends++;
      for (const file of [path, `${path}.1`]) rmSync(file);
      before = 0;
    }
  }
  expect(told(await live(kind, path, native[0] ?? js))).toBe(undisturbed);
  expect(seen.advances).toBeGreaterThan(count / 8);
  return `${kind}: ${count} kills in ${seen.lives} lives, ${seen.advances} of which went further, ${seen.halves} in the middle of a write`;
}

const lacks = hasDist ? '' : ' (skipped, needs dist)';

describe.skipIf(!hasDist)(`${kills} kills, draw ${draw}${lacks}`, { timeout: 600_000 }, () => {
  it.concurrent.each(kinds)('%s', async (kind) => {
    const at = kinds.indexOf(kind);
    const count = Math.floor((kills + at) / kinds.length);
    console.log(`draw ${draw}: ${await killed(kind, count, new RandomState(draw + at))}`);
  });
});
