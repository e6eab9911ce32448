// Checkpoints on a disk that goes wrong: a DenselyError says so, and the last good state is still there to go on from.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import type * as promises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { DenselyError, train, type Model, type TrainOptions } from '../../lib/index.js';
import { readCheckpoint } from '../../lib/training/checkpoint/store.js';
import { clouds } from '../runs.js';
import { command, hasDist, node, type Ended } from './children.js';

/** What fails from now on, and how; what is done when a file is in its place; how long a write takes. */
const disk = vi.hoisted(() => ({
  step: '',
  code: '',
  delay: 0,
  replaced: undefined as ((path: string) => Promise<void>) | undefined,
}));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof promises>();
  const fail = (step: string): void => {
    if (step === disk.step)
      throw Object.assign(new Error(`${disk.code}: on purpose`), { code: disk.code });
  };
  const open = async (path: string, flags: string | number, mode?: number) => {
    if (flags === 'wx') fail('open');
    const file = await real.open(path, flags, mode);
    const handle = file as unknown as Record<string, (...a: unknown[]) => Promise<unknown>>;
    for (const name of ['writeFile', 'sync']) {
      const act = handle[name]!.bind(file);
      handle[name] = async (...rest) => {
        if (disk.delay > 0) await new Promise((resolve) => setTimeout(resolve, disk.delay));
        fail(name);
        return act(...rest);
      };
    }
    return file;
  };
  const rename: typeof real.rename = async (from, to) => {
    fail('rename');
    await real.rename(from, to);
    await disk.replaced?.(to as string);
  };
  return { ...real, open, rename };
});
afterEach(() => {
  Object.assign(disk, { step: '', code: '', delay: 0, replaced: undefined });
});

const root = fs.mkdtempSync(join(tmpdir(), 'densely-disk-'));
// Others than root come here too.
fs.chmodSync(root, 0o755);
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

let folders = 0;
/** Of a checkpoint in a folder of its own. */
function newPath(): string {
  const folder = join(root, `${folders++}`);
  fs.mkdirSync(folder);
  return join(folder, 'run.ckpt');
}

const data = clouds(5, 2, 150, 1);
const options: TrainOptions = { hidden: [9], epochs: 12, validation: 0.25, seed: 3 };
const bits = (model: Model): number[] =>
  Object.values(model.parameters).flatMap((m) => Array.from(m.data));

async function refusal(training: Promise<unknown>): Promise<DenselyError> {
  const error: unknown = await training.then(
    () => 'no error',
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(DenselyError);
  expect(error).toMatchObject({ code: 'ERR_CHECKPOINT' });
  return error as DenselyError;
}

describe('a write that fails', () => {
  it.each([
    ['open', 'EACCES', 'permissions'],
    ['open', 'EROFS', 'permissions'],
    ['writeFile', 'ENOSPC', 'Free some space'],
    ['writeFile', 'EDQUOT', 'Free some space'],
    ['sync', 'EIO', 'is as it was'],
    ['rename', 'EPERM', 'permissions'],
  ])('in %s with %s: the last good state stays, and goes on', async (step, code, says) => {
    const path = newPath();
    const kept = { ...options, checkpoint: { path, everyEpochs: 1, keep: 2 } };
    await train(data, { ...kept, maxSteps: 17 });
    const before = fs.readFileSync(path);
    const onProgress = (): void => void Object.assign(disk, { step, code });
    const error = await refusal(train(data, { ...kept, resume: 'auto', onProgress }));
    expect(error.argument).toBe('checkpoint');
    for (const text of [JSON.stringify(path), code, says]) expect(error.message).toContain(text);
    disk.step = '';
    expect(fs.readFileSync(path).equals(before)).toBe(true);
    expect(fs.readdirSync(dirname(path)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    const on = await train(data, { ...kept, resume: 'auto' });
    expect(bits(on)).toEqual(bits(await train(data, options)));
  });

  it('is found before the first step where the folder is read-only from the beginning', async () => {
    Object.assign(disk, { step: 'open', code: 'EACCES' });
    const onProgress = vi.fn();
    await refusal(train(data, { ...options, checkpoint: newPath(), onProgress }));
    expect(onProgress).not.toHaveBeenCalled();
  });

  it('because it is slow: every file that was ever there is whole', async () => {
    const path = newPath();
    const steps: number[] = [];
    disk.delay = 10;
    disk.replaced = async (to) => {
      const { info } = (await readCheckpoint(to))!;
      steps.push((JSON.parse(info.state) as { step: number }).step);
    };
    // Each look is the best, and many of them come while a file is being written.
    const metric = { metric: () => 0, minimize: true };
    const checkpoint = { path, everySeconds: 0.05 };
    await train(data, { ...options, epochs: 600, metric, reportEvery: 50, checkpoint });
    expect(steps.length).toBeGreaterThan(2);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  });
});

it('a checkpoint of another version is refused, and stays', async () => {
  const path = newPath();
  await train(data, { ...options, checkpoint: path, maxSteps: 17 });
  const mine = fs.readFileSync(path);
  const other = Buffer.from(
    mine.toString('latin1').replace('"version":"1"', '"version":"2"'),
    'latin1',
  );
  expect(other.equals(mine)).toBe(false);
  fs.writeFileSync(path, other);
  for (const resume of [undefined, 'auto', path] as const)
    expect(
      (await refusal(train(data, { ...options, checkpoint: path, resume }))).message,
    ).toContain('it has version "2", and this package reads version 1');
  expect(fs.readFileSync(path).equals(other)).toBe(true);
  fs.writeFileSync(path, mine);
  const on = await train(data, { ...options, checkpoint: path, resume: 'auto' });
  expect(bits(on)).toEqual(bits(await train(data, options)));
});

const script = fileURLToPath(new URL('kill/disk.mjs', import.meta.url));
const isPosix = process.platform !== 'win32';

interface Told {
  readonly hash?: string;
  /** The first epoch that was reported. */
  readonly first?: number;
  readonly known?: boolean;
  readonly code?: string;
  readonly message?: string;
}

/** The last line of each process. */
function told({ code, stdout, stderr }: Ended): Told {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as Told;
}

const run = async (way: string, path: string): Promise<Told> =>
  told(await node([script, way, path]));

function checkRefused(outcome: Told, ...says: string[]): void {
  expect(outcome).toMatchObject({ known: true, code: 'ERR_CHECKPOINT', argument: 'checkpoint' });
  for (const text of says) expect(outcome.message).toContain(text);
}

/** What goes on from a path has the bits of what was never disturbed. */
async function checkGoesOn(path: string, least: number): Promise<void> {
  const [whole, on] = [await run('whole', path), await run('go', path)];
  expect(on.hash).toBe(whole.hash);
  expect(on.first).toBeGreaterThanOrEqual(least);
}

const small = join(root, 'small');
const mount = `mount -t tmpfs -o size=64k none '${small}'`;

/** Can a small disk be had, in a namespace of its own? */
function hasSmallDisk(): boolean {
  fs.mkdirSync(small);
  return spawnSync('unshare', ['-rm', 'sh', '-c', mount]).status === 0;
}

const lacks = hasDist ? '' : ' (skipped, needs dist)';
const isFillable = isPosix && hasDist && hasSmallDisk();
const lacksDisk = isFillable ? '' : ' (skipped, needs unshare and a tmpfs)';

describe.skipIf(!hasDist || !isPosix)(`processes${lacks}`, () => {
  it.skipIf(!isFillable)(`on a disk that is full${lacksDisk}`, async () => {
    const path = join(small, 'run.ckpt');
    const [node, quoted] = [`'${process.execPath}' '${script}'`, `'${path}'`];
    const steps = [
      mount,
      `${node} full ${quoted}`,
      // As full as it is: what is there is read, nothing is written.
      `${node} go ${quoted}`,
    ];
    const ended = await command('unshare', ['-rm', 'sh', '-c', steps.join(' && ')]);
    const lines = ended.stdout.split('\n').filter((line) => line.startsWith('{'));
    checkRefused(JSON.parse(lines[0]!) as Told, 'ENOSPC', 'Free some space');
    const on = told(ended);
    expect(on.hash).toBe((await run('whole', path)).hash);
    expect(on.first).toBeGreaterThanOrEqual(3);
  });

  it('whose files may not be large', async () => {
    const path = newPath();
    await run('part', path);
    const before = fs.readFileSync(path);
    // 512 or 1,024 bytes, as the shell has it.
    const limited = `ulimit -f 1 && exec '${process.execPath}' '${script}' keeping '${path}'`;
    checkRefused(told(await command('sh', ['-c', limited])), 'EFBIG', 'ulimit -f');
    expect(fs.readFileSync(path).equals(before)).toBe(true);
    await checkGoesOn(path, 5);
  });

  it('whose folder may not be written to any more', async () => {
    const path = newPath();
    const folder = dirname(path);
    checkRefused(await run('read-only', path), 'cannot be written', 'EACCES', 'permissions');
    fs.chmodSync(folder, 0o755);
    await checkGoesOn(path, 3);
  });

  it('whose folder is not there any more', async () => {
    const path = newPath();
    checkRefused(await run('moved', path), 'ENOENT');
    await checkGoesOn(join(`${dirname(path)}.away`, 'run.ckpt'), 3);
  });

  it('of which two went on from one checkpoint: the second to write is refused', async () => {
    const path = newPath();
    await run('part', path);
    let first: Promise<Told> | undefined;
    const second = await node([script, 'waiting', path], {
      started: () => {
        first = run('keeping', path).finally(() => fs.writeFileSync(`${path}.go`, ''));
      },
    });
    checkRefused(told(second), 'is the checkpoint of another run');
    const whole = await run('whole', path);
    expect((await first)!.hash).toBe(whole.hash);
    expect((await run('go', path)).hash).toBe(whole.hash);
  });
});
