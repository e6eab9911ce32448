// Event files beside those of tensorboard.py, as a reader of our own reads them, and as TensorBoard does.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { crc32c } from '../../lib/base/checksum.js';
import { clock } from '../../lib/base/clock.js';
import { tensorboard, type Reported } from '../../lib/log/index.js';
import { fixture } from '../fixtures.js';
import { readEvents } from './event-files.js';
import { errorOf, logged, reports, run, temporaryFolder } from './logs.js';

interface Made {
  readonly wallTime: number;
  readonly reports: readonly object[];
  readonly afresh: string;
  readonly resumed: string;
  readonly crc32c: readonly (readonly [text: string, sum: number])[];
}

const made = fixture('tensorboard.json') as Made;
/** JSON has no NaN and no Infinity. */
const special = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? Number(value) : value;
const own = JSON.parse(JSON.stringify(made.reports), special) as readonly Reported[];

const folder = temporaryFolder();
let count = 0;
const newFolder = (): string => join(folder, `runs/${count++}`);
const { today } = clock;
afterEach(() => {
  clock.today = today;
});

const files = (of: string): Buffer[] =>
  readdirSync(of)
    .sort()
    .map((name) => readFileSync(join(of, name)));

it.each(made.crc32c)('CRC-32C of %j', (text, sum) => {
  expect(crc32c(new TextEncoder().encode(text))).toBe(sum);
});

describe('tensorboard', () => {
  it('writes the bytes of an independent program', async () => {
    clock.today = () => made.wallTime * 1000;
    const path = newFolder();
    await logged(tensorboard(pathToFileURL(path)), own);
    expect(files(path).map((file) => file.toString('base64'))).toEqual([made.afresh]);
    const name = `events.out.tfevents.${Math.floor(made.wallTime)}.${hostname()}.${process.pid}.0`;
    expect(readdirSync(path)).toEqual([name]);
  });

  it('adds a file where a training is resumed, which tells from which step on it counts', async () => {
    clock.today = () => made.wallTime * 1000;
    const path = newFolder();
    await logged(tensorboard(path), own, { cut: true });
    await logged(tensorboard(path), own.slice(1, 3), { resumedAt: 127 });
    const both = files(path).map((file) => file.toString('base64'));
    expect(both).toEqual([made.afresh, made.resumed]);
  });

  it('has every report in the file when the training goes on, as a reader finds them', async () => {
    const path = newFolder();
    const log = tensorboard(path);
    await log.begin(run());
    for (const [i, report] of reports.entries()) {
      await log.report(report);
      const [first, second, ...events] = readEvents(files(path)[0]!);
      expect([first!.version, second!.status, events.length]).toEqual(['brain.Event:2', 1, i + 1]);
      const { step, cost, validation, rate } = report;
      expect([events[i]!.step, events[i]!.scalars]).toEqual([
        step,
        {
          'loss/train': Math.fround(cost),
          'loss/validation': Math.fround(validation!.cost),
          'metrics/rocAuc': Math.fround(validation!['rocAuc']!),
          rate: Math.fround(rate!),
        },
      ]);
      expect(Math.abs(events[i]!.wallTime - Date.now() / 1000)).toBeLessThan(60);
    }
  });

  it('is refused a folder that cannot be made', async () => {
    const path = newFolder();
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
    const error = await errorOf(() => tensorboard(join(path, 'runs')).begin(run()));
    expect([error.code, error.argument]).toEqual(['ERR_LOG', 'log']);
    expect(error.message).toMatch(/^tensorboard\(".*runs"\) cannot be written: ENOTDIR/);
    expect((await errorOf(() => Reflect.apply(tensorboard, undefined, [7]))).argument).toBe(
      'folder',
    );
  });
});

const show = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
events = EventAccumulator(sys.argv[1], {"scalars": 0}).Reload()
print(json.dumps({tag: [[e.step, e.value] for e in events.Scalars(tag)] for tag in events.Tags()["scalars"]}))
`;
const python = (...args: string[]): string | undefined => {
  const { status, stdout } = spawnSync('python3', ['-c', ...args], { encoding: 'utf8' });
  return status === 0 ? stdout : undefined;
};
const hasReader = python('import tensorboard') !== undefined;

it.skipIf(!hasReader)(
  `TensorBoard shows an interrupted training as one without interruption${hasReader ? '' : " (skipped, needs Python's tensorboard)"}`,
  async () => {
    const path = newFolder();
    const seconds = today();
    await logged(tensorboard(path), reports.slice(0, 6), { cut: true });
    clock.today = () => seconds + 10_000;
    await logged(tensorboard(path), reports.slice(3), { resumedAt: 40 });
    const shown = JSON.parse(python(show, path)!) as Record<string, unknown>;
    const points = (of: (report: Reported) => number): number[][] =>
      reports.map((report) => [report.step, Math.fround(of(report))]);
    expect(shown).toEqual({
      'loss/train': points(({ cost }) => cost),
      'loss/validation': points(({ validation }) => validation!.cost),
      'metrics/rocAuc': points(({ validation }) => validation!['rocAuc']!),
      rate: points(({ rate }) => rate!),
    });
  },
);
