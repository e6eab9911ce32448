// Model files on the disk: whole at every moment, whatever happens to their writer.
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import type * as promises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { DenselyError, RandomState } from '../../lib/index.js';
import { loadParts, partsToBytes, saveParts } from '../../lib/model/file.js';
import { bits, sampleParts } from '../parts.js';
import { joined, partsOfFile } from '../safetensors.js';
import { hasDist, node } from './children.js';

/** What fails from now on, and how; what happens to a file before it is read a second time. */
const failing = vi.hoisted(() => ({ step: '', code: '', meanwhile: () => {} }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof promises>();
  const fail = (step: string): void => {
    if (step !== failing.step) return;
    throw Object.assign(new Error(`${failing.code}: on purpose`), { code: failing.code });
  };
  const open = async (path: string, flags: string | number, mode?: number) => {
    const file = await real.open(path, flags, mode);
    const kind = flags === 'r' ? 'folder' : 'file';
    const handle = file as unknown as Record<string, (...a: unknown[]) => Promise<unknown>>;
    for (const name of ['writeFile', 'sync', 'chmod', 'read']) {
      const act = handle[name]!.bind(file);
      handle[name] = async (...rest) => {
        // Half of what is to be written is written.
        if (name === 'writeFile' && failing.step === 'file.writeFile')
          await act((rest[0] as Uint8Array).subarray(0, 300));
        fail(`${kind}.${name}`);
        if (name === 'read' && rest[3] !== 0) failing.meanwhile();
        return act(...rest);
      };
    }
    return file;
  };
  const rename: typeof real.rename = async (...paths) => {
    fail('rename');
    return real.rename(...paths);
  };
  return { ...real, open, rename };
});
afterEach(() => void Object.assign(failing, { step: '', meanwhile: () => {} }));

const root = fs.mkdtempSync(join(tmpdir(), 'densely-saving-'));
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

let folders = 0;
function newFolder(): string {
  const folder = join(root, `${folders++}`);
  fs.mkdirSync(folder);
  return folder;
}
const pathIn = (folder: string): string => join(folder, 'model.safetensors');
const names = (folder: string): string[] => fs.readdirSync(folder).toSorted();

const old = sampleParts({ seed: 1 }).parts;
const fresh = sampleParts({ seed: 2, sizes: [9, 9, 1] }).parts;
const isWindows = process.platform === 'win32';

/** The refusal of a save or a load, with what every one of them must have. */
async function refused(
  act: Promise<unknown>,
  path: string,
  ...says: string[]
): Promise<DenselyError> {
  const error = await act.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(DenselyError);
  expect(error).toMatchObject({ code: 'ERR_MODEL_FILE', argument: 'path' });
  const { message, cause } = error as DenselyError;
  for (const text of [JSON.stringify(path), ...says]) expect(message).toContain(text);
  if (cause instanceof Error) expect(message).toContain(cause.message);
  return error as DenselyError;
}

describe('save', () => {
  it('writes the bytes of toBytes, and load reads them', async () => {
    const folder = newFolder();
    const path = pathIn(folder);
    for (const parts of [old, fresh, old]) {
      await saveParts(path, parts);
      expect(new Uint8Array(fs.readFileSync(path))).toEqual(partsToBytes(parts));
      expect(bits(await loadParts(path))).toBe(bits(parts));
    }
    expect(names(folder)).toEqual(['model.safetensors']);
  });

  it('takes the model as it is at the call', async () => {
    const path = pathIn(newFolder());
    const parts = { ...old, parameters: old.parameters.slice() };
    const saved = saveParts(path, parts);
    parts.parameters.fill(0);
    await saved;
    expect(bits(await loadParts(path))).toBe(bits(old));
  });

  it('takes relative paths and names as long as folders allow', async () => {
    const folder = newFolder();
    for (const name of ['a'.repeat(255), '😀'.repeat(63), 'a b+(c)[d]*.x']) {
      const path = join(folder, name);
      await saveParts(path, old);
      expect(bits(await loadParts(path))).toBe(bits(old));
    }
    const path = relative(process.cwd(), pathIn(folder));
    await saveParts(path, old);
    expect(bits(await loadParts(pathIn(folder)))).toBe(bits(old));
  });

  it('saves at the same time over one file: one of them, whole', async () => {
    const folder = newFolder();
    const path = pathIn(folder);
    const all = Array.from({ length: 20 }, (_, seed) => sampleParts({ seed }).parts);
    await Promise.all(all.map((parts) => saveParts(path, parts)));
    expect(all.map(bits)).toContain(bits(await loadParts(path)));
    expect(names(folder)).toEqual(['model.safetensors']);
  });

  it.skipIf(isWindows)(
    'keeps the mode of an old file, and gives a new one the usual mode',
    async () => {
      const folder = newFolder();
      const path = pathIn(folder);
      const mode = () => fs.statSync(path).mode & 0o7777;
      const umask = process.umask(0o027);
      try {
        await saveParts(path, old);
        expect(mode()).toBe(0o640);
        for (const kept of [0o600, 0o666, 0o444, 0o755]) {
          fs.chmodSync(path, kept);
          await saveParts(path, fresh);
          expect(mode()).toBe(kept);
        }
      } finally {
        process.umask(umask);
      }
    },
  );

  it.skipIf(isWindows)('follows symbolic links, also to a file that is not there yet', async () => {
    const [folder, other] = [newFolder(), newFolder()];
    fs.symlinkSync(join('..', other.slice(root.length + 1), 'real'), join(folder, 'near'));
    fs.symlinkSync('near', join(folder, 'far'));
    fs.symlinkSync(folder, join(other, 'folder'));
    for (const parts of [old, fresh]) {
      await saveParts(join(other, 'folder', 'far'), parts);
      expect(bits(await loadParts(join(other, 'real')))).toBe(bits(parts));
      expect(bits(await loadParts(join(folder, 'far')))).toBe(bits(parts));
    }
    expect(fs.readlinkSync(join(folder, 'far'))).toBe('near');
    expect(fs.lstatSync(join(folder, 'near')).isSymbolicLink()).toBe(true);
    expect([names(folder), names(other)]).toEqual([
      ['far', 'near'],
      ['folder', 'real'],
    ]);
    fs.symlinkSync('b', join(folder, 'a'));
    fs.symlinkSync('a', join(folder, 'b'));
    await refused(saveParts(join(folder, 'a'), old), join(folder, 'a'), 'ELOOP');
  });

  it('sweeps what killed writers of the same file left, and nothing else', async () => {
    const folder = newFolder();
    const minutes = (n: number) => Date.now() / 1000 - n * 60;
    const make = (name: string, age: number) => {
      fs.writeFileSync(join(folder, name), 'half a model');
      fs.utimesSync(join(folder, name), minutes(age), minutes(age));
      return name;
    };
    const swept = [
      '.model.safetensors.0123456789abcdef.tmp',
      '.model.safetensors.ffffffffffffffff.tmp',
    ];
    for (const name of swept) make(name, 11);
    const kept = [
      make('.model.safetensors.0123456789abcde0.tmp', 9),
      make('.model.safetensors.0123456789abcdef0.tmp', 99),
      make('.model.safetensors.tmp', 99),
      make('.model.safetensors.mine.tmp', 99),
      make('.model.safetensors2.0123456789abcdef.tmp', 99),
      make('.other.safetensors.0123456789abcdef.tmp', 99),
      make('model.safetensors.0123456789abcdef.tmp', 99),
    ];
    await saveParts(pathIn(folder), old);
    expect(names(folder)).toEqual([...kept, 'model.safetensors'].toSorted());
  });
});

describe('a save that fails', () => {
  it.each([
    ['file.chmod', 'EPERM', 'permissions'],
    ['file.writeFile', 'ENOSPC', 'Free some space'],
    ['file.writeFile', 'EDQUOT', 'Free some space'],
    ['file.writeFile', 'EIO', 'Try another path'],
    ['file.sync', 'EIO', 'Try another path'],
    ['rename', 'EACCES', 'permissions'],
  ])('in %s with %s: the old file stays, and no other', async (step, code, says) => {
    const folder = newFolder();
    const path = pathIn(folder);
    await saveParts(path, old);
    Object.assign(failing, { step, code });
    const error = await refused(saveParts(path, fresh), path, 'cannot be saved', says);
    expect(error.cause).toMatchObject({ code });
    failing.step = '';
    expect(names(folder)).toEqual(['model.safetensors']);
    expect(bits(await loadParts(path))).toBe(bits(old));
  });

  it('to put the new name on the disk: said, and one whole file is there', async () => {
    const path = pathIn(newFolder());
    await saveParts(path, old);
    Object.assign(failing, { step: 'folder.sync', code: 'EIO' });
    await refused(saveParts(path, fresh), path, 'EIO');
    expect(bits(await loadParts(path))).toBe(bits(fresh));
    failing.code = 'EINVAL';
    await saveParts(path, old);
    expect(bits(await loadParts(path))).toBe(bits(old));
  });

  it('for want of a folder, or of a file in its place', async () => {
    const folder = newFolder();
    const missing = join(folder, 'missing', 'model');
    await refused(saveParts(missing, old), missing, 'ENOENT', 'make its folder first');
    await refused(saveParts(folder, old), folder, 'it is a folder, not a file', 'path of a file');
    await saveParts(pathIn(folder), old);
    const below = join(pathIn(folder), 'model');
    await refused(saveParts(below, old), below, 'ENOTDIR', 'a file, not a folder');
    const long = join(folder, 'a'.repeat(256));
    await refused(saveParts(long, old), long, 'ENAMETOOLONG');
    expect(names(folder)).toEqual(['model.safetensors']);
  });

  it.skipIf(isWindows)('because there is a pipe or a device', async () => {
    const path = join(newFolder(), 'pipe');
    execFileSync('mkfifo', [path]);
    await refused(saveParts(path, old), path, 'a named pipe, not a file');
    await refused(loadParts(path), path, 'a named pipe, not a file');
    await refused(saveParts('/dev/null', old), '/dev/null', 'a device, not a file');
    await refused(loadParts('/dev/zero'), '/dev/zero', 'a device, not a file');
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a number', 5],
    ['an empty text', ''],
    ['a NUL', 'a\0b'],
    ['a list', ['a']],
    ['a URL’s look', { href: 'file:///a' }],
  ])('with %s for a path', async (_, path) => {
    for (const act of [saveParts(path as string, old), loadParts(path as string)])
      await expect(act).rejects.toMatchObject({
        name: 'DenselyError',
        code: 'ERR_MODEL_FILE',
        argument: 'path',
        message: expect.stringContaining('must be the path of a file') as string,
      });
  });

  it('because the model has NaN: the path is not touched', async () => {
    const folder = newFolder();
    const parts = { ...old, parameters: old.parameters.map(() => NaN) };
    await expect(saveParts(pathIn(folder), parts)).rejects.toMatchObject({ argument: 'model' });
    expect(names(folder)).toEqual([]);
  });
});

describe('load', () => {
  it('says what is not there, or is no file', async () => {
    const folder = newFolder();
    await refused(loadParts(pathIn(folder)), pathIn(folder), 'ENOENT', 'Check the path');
    await refused(loadParts(folder), folder, 'it is a folder, not a file');
    fs.writeFileSync(pathIn(folder), '');
    await refused(loadParts(pathIn(folder)), pathIn(folder), '0 bytes are too few');
    await saveParts(pathIn(folder), old);
    Object.assign(failing, { step: 'file.read', code: 'EIO' });
    await refused(loadParts(pathIn(folder)), pathIn(folder), 'EIO');
  });

  it('allocates nothing for a file whose header does not fill it', async () => {
    const path = pathIn(newFolder());
    const { text, data } = partsOfFile(partsToBytes(old));
    const big = text.replace('[1],"data_offsets":[32,36]', '[1],"data_offsets":[32,68719476736]');
    for (const [header, length, says] of [
      [text, 2 ** 36, 'bytes follow the last tensor'],
      [text, 4096, 'bytes follow the last tensor'],
      [big, 2 ** 36, 'must have data_offsets [32,36]'],
    ] as const) {
      fs.writeFileSync(path, joined(header, data));
      fs.truncateSync(path, length);
      const before = process.memoryUsage().arrayBuffers;
      await refused(loadParts(path), path, says);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2.2 * 2 ** 20);
    }
  });

  it('says when a file becomes shorter under its eyes', async () => {
    const path = pathIn(newFolder());
    const { parts } = sampleParts({ sizes: [1000, 500, 1] });
    await saveParts(path, parts);
    failing.meanwhile = () => fs.truncateSync(path, 1_500_000);
    await refused(loadParts(path), path, '"layers.0.weight" would end at byte');
    expect(fs.statSync(path).size).toBe(1_500_000);
  });
});

const script = (name: string): string =>
  fileURLToPath(new URL(`saving/${name}.mjs`, import.meta.url));
const env = { DENSELY_BACKEND: 'js' };

/** The one number of a file of saving/counting.mjs. */
async function counted(path: string): Promise<number> {
  const { parameters } = await loadParts(path);
  return parameters.every((v) => v === parameters[0]) ? parameters[0]! : NaN;
}

describe.skipIf(!hasDist)('a writer that is killed', { timeout: 300_000 }, () => {
  const KILLS = 200;

  /** Kills writers of one file, one after another; gives how many were killed. */
  async function kill(path: string, times: number, seed: number): Promise<number> {
    const random = new RandomState(seed);
    let [killed, last] = [0, 0];
    for (let k = 0; k < times; k++) {
      const args = [script('repeat'), path, `${last + 1}`, '1000000000'];
      const started = (end: (signal: NodeJS.Signals) => void) =>
        setTimeout(() => end('SIGKILL'), random.uniform(0, 60));
      const ended = await node(args, { env, started });
      expect(ended.stderr).toBe('');
      if (ended.signal === 'SIGKILL') killed++;
      const acknowledged = Number(ended.stdout.trim().split('\n').at(-1));
      expect(acknowledged).toBeGreaterThan(last);
      last = await counted(path);
      expect(last).toBeGreaterThanOrEqual(acknowledged);
    }
    return killed;
  }

  it(`leaves the last saved model or the next one, ${KILLS} times; what it left is swept`, async () => {
    const folders = [newFolder(), newFolder()];
    const killed = await Promise.all(
      folders.map((folder, i) => kill(pathIn(folder), KILLS / 2, i)),
    );
    expect(killed).toEqual([KILLS / 2, KILLS / 2]);
    const left = folders.flatMap((folder) => names(folder).map((name) => join(folder, name)));
    // Some were killed in the middle, or this test tests nothing.
    expect(left.length).toBeGreaterThan(folders.length);
    for (const folder of folders) await saveParts(pathIn(folder), old);
    expect(folders.flatMap(names)).toHaveLength(left.length);
    for (const path of left) fs.utimesSync(path, 0, 0);
    for (const folder of folders) await saveParts(pathIn(folder), old);
    expect(folders.flatMap(names)).toEqual(['model.safetensors', 'model.safetensors']);
  });

  it('two at once, 100 saves each: always one whole file', async () => {
    const folder = newFolder();
    const path = pathIn(folder);
    const writers = [1, 101].map((first) =>
      node([script('repeat'), path, `${first}`, `${first + 99}`], { env }),
    );
    const state = { done: false };
    const done = Promise.all(writers).finally(() => (state.done = true));
    const seen = new Set<number>();
    while (!state.done) {
      if (fs.existsSync(path)) seen.add(await counted(path));
      else await new Promise((resolve) => setTimeout(resolve, 1));
    }
    for (const { code, stderr } of await done)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect([...seen].filter((i) => !(i >= 1 && i <= 200))).toEqual([]);
    expect(seen.size).toBeGreaterThan(10);
    expect([100, 200]).toContain(await counted(path));
    expect(names(folder)).toEqual(['model.safetensors']);
  });
});

/** What saving/refused.mjs prints, run by a shell command that ends with it. */
function refusedIn(folder: string, command: string[], way = ''): Record<string, unknown> {
  const child = [process.execPath, script('refused'), folder, way];
  const [file, ...args] = [...command, ...child];
  const { stdout, stderr } = spawnSync(file!, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Record<string, unknown>;
}

const failure = (cause: string, says: string) => ({
  known: true,
  code: 'ERR_MODEL_FILE',
  argument: 'path',
  message: expect.stringMatching(`model.safetensors.*${cause}.*${says}`) as string,
  cause,
});

const small = (folder: string): string[] => [
  'sh',
  '-c',
  'mkdir -p "$0" && mount -t tmpfs -o size=1m none "$0" && exec "$@"',
  folder,
];
const apart = ['unshare', '--user', '--map-root-user', '--mount'];
const canMount =
  spawnSync(apart[0]!, [...apart.slice(1), ...small(join(root, 'mount')), 'true']).status === 0;
const canLimit = spawnSync('sh', ['-c', 'ulimit -f 64']).status === 0;
const mounting = canMount
  ? 'a full disk'
  : 'a full disk (skipped: needs the right to mount a tmpfs)';

describe.skipIf(!hasDist)(
  'a writer that is refused by the system: old file intact, no other left',
  () => {
    it.skipIf(!canMount)(mounting, () => {
      const folder = newFolder();
      expect(refusedIn(folder, [...apart, ...small(folder)])).toEqual({
        saved: failure('ENOSPC', 'Free some space'),
        names: ['model.safetensors'],
        kept: 8,
      });
    });

    it.skipIf(!canLimit)('a limit of file sizes', () => {
      const command = ['sh', '-c', 'ulimit -f 64; exec "$0" "$@"'];
      expect(refusedIn(newFolder(), command)).toEqual({
        saved: failure('EFBIG', 'ulimit -f'),
        names: ['model.safetensors'],
        kept: 8,
      });
    });

    it.skipIf(isWindows)('a folder that it may not write, a file that it may not read', () => {
      const folder = newFolder();
      fs.chmodSync(root, 0o755);
      expect(refusedIn(folder, [], 'unprivileged')).toEqual({
        saved: failure('EACCES', 'permissions'),
        names: ['model.safetensors'],
        kept: 8,
        loaded: failure('EACCES', 'permissions'),
      });
      fs.chmodSync(folder, 0o755);
    });
  },
);
