// Logs of a training of several runs: steps of all of them, and the same lines where it was left and gone on with.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { train } from '../../lib/index.js';
import { csvLog, ndjson } from '../../lib/log/index.js';
import type { Progress } from '../../lib/index.js';
import { presetTable } from '../preset-tables.js';

const folder = mkdtempSync(join(tmpdir(), 'densely-log-preset-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

const data = presetTable('labels', 120);
const options = { preset: 'default', epochs: 6, seed: 5 } as const;

/** What does not go by the clock. */
function lines(name: string): string[][] {
  const [head, ...rows] = readFileSync(at(name), 'utf8').trim().split('\n');
  const names = head!.split(',');
  const kept = ['fold', 'epoch', 'step', 'cost', 'validation_cost'].map((key) =>
    names.indexOf(key),
  );
  return rows.map((row) => kept.map((i) => row.split(',')[i] ?? ''));
}

it.each([1, 3])('are the same after three lives, threads %i', async (threads) => {
  const whole = await train(data, { ...options, threads, log: csvLog(at(`whole-${threads}.csv`)) });
  const expected = lines(`whole-${threads}.csv`);
  const folds = whole.history.folds!.flatMap(({ epoch }, f) =>
    [...epoch].map((e) => [`${f}`, `${e}`]),
  );
  const fit = [...whole.history.epoch].map((e) => ['', `${e}`]);
  expect(expected.map((row) => row.slice(0, 2))).toEqual([...folds, ...fit]);
  const checkpoint = { path: at(`run-${threads}.ckpt`), everyEpochs: 1 };
  for (const report of [3, 5, Infinity]) {
    const controller = new AbortController();
    let n = 0;
    const onProgress = (): void => {
      if (n++ === report) controller.abort(new Error('left'));
    };
    const log = csvLog(at(`lives-${threads}.csv`));
    const more = {
      checkpoint,
      resume: 'auto',
      log,
      onProgress,
      signal: controller.signal,
    } as const;
    const run = train(data, { ...options, threads, ...more });
    if (report === Infinity) await run;
    else await expect(run).rejects.toThrow('left');
  }
  expect(lines(`lives-${threads}.csv`)).toEqual(expected);
});

it('have the phase of each report, and steps that ascend', async () => {
  await train(data, { ...options, log: ndjson(at('all.ndjson')) });
  const reports = readFileSync(at('all.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Progress);
  expect(new Set(reports.map(({ phase }) => phase))).toEqual(new Set(['fold', 'fit']));
  const steps = reports.map(({ step }) => step);
  expect(steps).toEqual([...new Set(steps)].toSorted((a, b) => a - b));
});
