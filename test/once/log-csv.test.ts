// Logs that are files of lines: csvLog, and ndjson of a path.
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { csvLog, ndjson, type Reported } from '../../lib/log/index.js';
import { errorOf, logged, reports, run, temporaryFolder } from './logs.js';

const folder = temporaryFolder();
let count = 0;
const newPath = (): string => join(folder, `${count++}.log`);
const read = (path: string): string => readFileSync(path, 'utf8');

describe('csvLog', () => {
  it('writes a line a report under its names; its numbers are those of the report', async () => {
    const path = newPath();
    await logged(csvLog(pathToFileURL(path)), reports);
    const [header, ...lines] = read(path).split('\n');
    expect(header).toBe(
      'epoch,step,cost,validation_cost,validation_rocAuc,rate,best_epoch,best_value,seconds,secondsLeft,examplesPerSecond',
    );
    expect(lines.pop()).toBe('');
    expect(lines[1]).toBe(
      '1,20,0.25,0.3333333333333333,0.125,0.0005,1,0.3333333333333333,0.1,0.6,12345.678',
    );
    const numbers = reports.map(({ validation, best, ...own }) => {
      const { epoch, step, cost, rate, seconds, secondsLeft, examplesPerSecond } = own;
      const { cost: ofValidation, rocAuc } = validation!;
      const first = [epoch, step, cost, ofValidation, rocAuc, rate];
      return first.concat([best!.epoch, best!.value, seconds, secondsLeft, examplesPerSecond]);
    });
    expect(lines.map((line) => line.split(',').map(Number))).toEqual(numbers);
  });

  it('has every report in the file when the training goes on', async () => {
    const path = newPath();
    const log = csvLog(path);
    await log.begin(run());
    expect(read(path)).toBe('');
    for (const [i, report] of reports.entries()) {
      await log.report(report);
      expect(read(path).split('\n')).toHaveLength(i + 3);
    }
  });

  it('leaves cells empty of what a report lacks, and has columns of what comes later', async () => {
    const path = newPath();
    const later: Reported[] = [
      { epoch: 0, step: 10, cost: 0.5, validation: undefined },
      { epoch: 1, step: 20, cost: NaN, validation: { cost: Infinity, 'a,"b"': -0.5 } },
      { epoch: 2, step: 30, cost: 0.25, rate: 1e-7 },
      { epoch: 3, step: 40, cost: 0.125, validation: { cost: 1, 'a,"b"': 2 } },
    ];
    await logged(csvLog(path), later);
    expect(read(path)).toBe(
      [
        'epoch,step,cost,validation_cost,"validation_a,""b""",rate',
        '0,10,0.5,,,',
        '1,20,NaN,Infinity,-0.5,',
        '2,30,0.25,,,1e-7',
        '3,40,0.125,1,2,',
        '',
      ].join('\n'),
    );
    await logged(csvLog(path), later.slice(2), { resumedAt: 20 });
    expect(read(path).split('\n').slice(3)).toEqual(['2,30,0.25,,,1e-7', '3,40,0.125,1,2,', '']);
  });

  it.each(['price', 'epoch,cost'])('goes on with no other table: %s', async (header) => {
    const path = newPath();
    writeFileSync(path, `${header}\n1,2\n`);
    const error = await errorOf(() => csvLog(path).begin(run(10)));
    expect([error.code, error.message]).toEqual([
      'ERR_LOG',
      `csvLog("${path}") goes on with a log of its own kind: the file has no column "step".`,
    ]);
    expect(read(path)).toBe(`${header}\n1,2\n`);
  });
});

const kinds = [
  ['csvLog', csvLog],
  ['ndjson', ndjson],
] as const;

describe.each(kinds)('a file of %s', (name, make) => {
  const whole = async (): Promise<string> => {
    const path = newPath();
    await logged(make(path), reports);
    return read(path);
  };

  // Whether a report of the very step at which the run was saved comes again, is the training's affair.
  it.each([
    ['that it comes again', 40, 3],
    ['that it does not', 40, 4],
    ['between two reports', 45, 4],
    ['after all of them', 80, 8],
    ['before the first', 5, 0],
  ])('reads as of one run where it was resumed: %s', async (_, resumedAt, from) => {
    const path = newPath();
    await logged(make(path), reports, { cut: true });
    await logged(make(path), reports.slice(from), { resumedAt });
    expect(read(path)).toBe(await whole());
  });

  it('loses a line that was not written to its end', async () => {
    const path = newPath();
    await logged(make(path), reports.slice(0, 4), { cut: true });
    writeFileSync(path, read(path).slice(0, -3));
    await logged(make(path), reports.slice(3), { resumedAt: 30 });
    expect(read(path)).toBe(await whole());
  });

  it('begins where the one of the run before is gone', async () => {
    const path = newPath();
    await logged(make(path), reports, { resumedAt: 5 });
    expect(read(path)).toBe(await whole());
  });

  it('is written over by nobody who has not said so', async () => {
    const path = newPath();
    writeFileSync(path, 'mine\n');
    const error = await errorOf(() => make(path).begin(run()));
    expect([error.code, error.argument, error.message]).toEqual([
      'ERR_LOG',
      'log',
      `${name}("${path}") would write over a log: the file is not empty. Choose another path, or { overwrite: true }.`,
    ]);
    expect(read(path)).toBe('mine\n');
    await logged(make(path, { overwrite: true }), reports);
    expect(read(path)).toBe(await whole());
  });

  it('may be empty, or a link', async () => {
    const [path, link] = [newPath(), newPath()];
    writeFileSync(path, '');
    symlinkSync(path, link);
    await logged(make(link), reports, { cut: true });
    await logged(make(link), reports.slice(2), { resumedAt: 20 });
    expect(read(path)).toBe(await whole());
  });

  it('that cannot be written is told before the first step', async () => {
    const missing = join(folder, 'no', 'folder.log');
    for (const resumedAt of [0, 10]) {
      const error = await errorOf(() => make(missing).begin(run(resumedAt)));
      expect(error.code).toBe('ERR_LOG');
      expect(error.message).toMatch(
        new RegExp(`^${name}\\(".*"\\) cannot be written: ENOENT.* make its folder first\\.$`),
      );
      expect((error.cause as NodeJS.ErrnoException).code).toBe('ENOENT');
    }
    expect((await errorOf(() => make(folder).begin(run()))).message).toContain('EISDIR');
  });

  it('belongs to one training at a time', async () => {
    const log = make(newPath());
    expect((await errorOf(() => log.report(reports[0]!))).message).toContain('call begin() first');
    await log.begin(run());
    expect((await errorOf(() => log.begin(run()))).message).toContain('make a log for each');
    await log.end({ ended: 'stopped' });
    await log.begin(run());
    await log.report(reports[0]!);
  });

  it('has arguments that are looked at', async () => {
    for (const [args, argument] of [
      [[7], /^(path|to)$/],
      [[''], /^(path|to)$/],
      [['https://a.b/c.log'], /^(path|to)$/],
      [['a.log', { overwrite: 1 }], /^overwrite$/],
      [['a.log', { overwrit: true }], /^overwrit$/],
      [['a.log', {}, 1], /^arguments/],
    ] as const) {
      const error = await errorOf(() => Reflect.apply(make, undefined, args));
      expect(error.code).toBe('ERR_OPTION');
      expect(error.argument).toMatch(argument);
    }
  });
});

it('ndjson of a file goes on with no other text', async () => {
  const path = newPath();
  writeFileSync(path, '{"step":1}\nepoch\n');
  const error = await errorOf(() => ndjson(path).begin(run(10)));
  expect(error.message).toBe(
    `ndjson("${path}") goes on with a log of its own kind: "epoch" is no JSON.`,
  );
  expect(read(path)).toBe('{"step":1}\nepoch\n');
});
