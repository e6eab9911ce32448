// Where the commands write: nothing that is read or that somebody else made is lost, and nothing that was
// worked for, as a user runs them.
import { spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followed } from '../../lib/cli/progress.js';
import { activations, datasets, Model, RandomState, train } from '../../lib/index.js';
import { activationCurves, toPng } from '../../lib/plot/index.js';
import { node, root, type Ended } from './children.js';

const folder = mkdtempSync(join(tmpdir(), 'densely-outputs-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const cli = join(root, 'dist/cli.js');
const densely = (words: string): Promise<Ended> =>
  node([cli, ...words.split(' ')], { cwd: folder });
/** Names and bytes of all files. */
const files = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() || entry.isSymbolicLink())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, existsSync(path) ? readFileSync(path, 'latin1') : 'nothing there']),
  );

const isRoot = process.getuid?.() === 0;
const isWindows = process.platform === 'win32';
/** So long that only what is looked at first answers at all. */
const LONG = '--epochs 100000000';

beforeAll(async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `${i},${(i * 7) % 5},${i < 20 ? 'no' : 'yes'}`);
  writeFileSync(at('data.csv'), ['a,b,y', ...rows].join('\n'));
  mkdirSync(at('below'));
  symlinkSync('data.csv', at('link.csv'));
  symlinkSync('../link.csv', at('below/link.safetensors'));
  symlinkSync('data.csv', at('link.svg'));
  linkSync(at('data.csv'), at('hard.safetensors'));
  linkSync(at('data.csv'), at('hard.svg'));
  linkSync(at('data.csv'), at('hard.png'));
  symlinkSync('none/file', at('astray.safetensors'));
  writeFileSync(at('notes.txt'), 'to keep');
  writeFileSync(at('notes.svg'), '<svg xmlns="http://www.w3.org/2000/svg"><desc>mine</desc></svg>');
  writeFileSync(at('notes.png'), new Uint8Array(100).fill(137));
  writeFileSync(at('weights.safetensors'), foreignTensors());
  mkdirSync(at('folder.svg'));
  mkdirSync(at('sealed'));
  chmodSync(at('sealed'), 0o555);
  const model = await train(datasets.moons(), { hidden: [3], epochs: 2 });
  await model.save(at('moons.safetensors'));
  linkSync(at('moons.safetensors'), at('moons.svg'));
  mkdirSync(at('pictures'));
  writeFileSync(at('pictures/hidden-size-4.svg'), 'my own');
});

/** A safetensors file of another program. */
function foreignTensors(): Uint8Array {
  const header =
    '{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}   ';
  const bytes = new Uint8Array(8 + header.length + 4);
  bytes[0] = header.length;
  bytes.set(new TextEncoder().encode(header), 8);
  return bytes;
}

async function refused(words: string, exit: number, says: RegExp): Promise<void> {
  const before = files();
  const { code, stdout, stderr } = await densely(words);
  expect([code, stdout], stderr).toEqual([exit, '']);
  expect(stderr).toMatch(/^densely: [^\n]+\n$/);
  expect(stderr).toMatch(says);
  expect(files()).toEqual(before);
}

describe.skipIf(isWindows)(
  'what a command reads is never what it writes, with --force neither',
  () => {
    const training = `train data.csv --target y ${LONG} --out`;
    it.each([
      [`${training} data.csv`, /--out data\.csv is what the command reads: choose another path/],
      [`${training} ./below/../data.csv`, /is data\.csv, what the command reads/],
      [`${training} link.csv`, /--out link\.csv is data\.csv, what the command reads/],
      [`${training} below/link.safetensors`, /is data\.csv, what the command reads/],
      [`${training} hard.safetensors`, /is data\.csv, what the command reads/],
      [`train link.csv --target y ${LONG} --out data.csv`, /is link\.csv, what the command reads/],
      [`plot curves data.csv --target y ${LONG} --out hard.svg`, /is data\.csv/],
      [`plot scatter link.svg --target y --out hard.png`, /is link\.svg/],
      [`plot boundary moons.safetensors moons --out moons.svg`, /is moons\.safetensors/],
      [
        `sweep data.csv --target y --hidden 2 ${LONG} --plot link.svg`,
        /--plot link\.svg is data\.csv/,
      ],
    ])('%s', async (words, says) => {
      await refused(words, 2, says);
      await refused(`${words} --force`, 2, says);
    });
  },
);

describe.skipIf(isWindows)('what somebody else made stays', () => {
  it.each([
    [
      `train moons ${LONG} --out notes.txt`,
      /notes\.txt is there already and is no model of densely.*--force/,
    ],
    [`train moons ${LONG} --out weights.safetensors`, /is no model of densely/],
    [`train moons ${LONG} --out data.csv`, /is no model of densely/],
    [`plot curves moons ${LONG} --out notes.svg`, /notes\.svg is there already and is no picture/],
    [`plot curves moons ${LONG} --out notes.png`, /is no picture of densely/],
    [`plot curves moons ${LONG} --out moons.svg`, /is no picture of densely/],
    [`sweep moons --hidden 2 ${LONG} --plot notes.svg`, /--plot notes\.svg is there already/],
    ['demo --out pictures', /hidden-size-4\.svg is there already and is no picture/],
  ])('%s', (words, says) => refused(words, 2, says));

  it('unless --force says so', async () => {
    copyFileSync(at('notes.txt'), at('over.txt'));
    copyFileSync(at('notes.svg'), at('over.svg'));
    const trained = await densely('train moons --epochs 2 --out over.txt --force');
    expect([trained.code, (await Model.load(at('over.txt'))).features]).toEqual([0, ['x1', 'x2']]);
    const drawn = await densely('plot activations --out over.svg --force');
    expect([drawn.code, readFileSync(at('over.svg'), 'utf8')]).toEqual([
      0,
      `${activationCurves(activations)}\n`,
    ]);
  });

  it('and densely replaces its own', async () => {
    const commands = [
      'train moons --epochs 2 --out own.safetensors --seed',
      'plot curves moons --epochs 2 --out own.svg --seed',
      'plot curves moons --epochs 2 --out own.png --seed',
      'sweep moons --hidden 2 --epochs 2 --plot panels.svg --seeds',
    ];
    for (const command of commands) {
      const name = / (?:--out|--plot) (\S+)/.exec(command)![1]!;
      expect((await densely(`${command} 1`)).code, command).toBe(0);
      const first = readFileSync(at(name));
      expect((await densely(`${command} 2`)).code, command).toBe(0);
      expect(readFileSync(at(name)).equals(first), command).toBe(false);
    }
    expect((await densely('demo --out twice')).code).toBe(0);
    expect((await densely('demo --out twice')).code).toBe(0);
  });

  it('a PNG says which program made it, by the keyword of the format', async () => {
    const png = await toPng(activationCurves(activations));
    const text = new TextDecoder('latin1').decode(png.subarray(33, 70));
    expect(text).toMatch(/^\0\0\0\x10tEXtSoftware\0densely/);
    expect(text.indexOf('IDAT') - 'tEXtSoftware\0densely'.length).toBe(4 + 4 + 4);
  });
});

describe.skipIf(isWindows)('what cannot be written is found before any work', () => {
  const outputs = [
    (path: string) => `train moons ${LONG} --out ${path}`,
    (path: string) => `plot curves moons ${LONG} --out ${path}.svg`,
    (path: string) => `sweep moons --hidden 2 ${LONG} --plot ${path}.svg`,
  ] as const;

  it.each([
    ['no folder', 'none/a', /cannot be written to "none\/a[^"]*": ENOENT/],
    ['a file for a folder', 'notes.txt/a', /cannot be written to "notes.txt\/a[^"]*": ENOTDIR/],
    ['too long a name', 'n'.repeat(300), /ENAMETOOLONG/],
  ])('%s', async (_, path, says) => {
    for (const command of outputs) await refused(command(path), 1, says);
  });

  it.each([
    ['a folder for a model', `train moons ${LONG} --out below`, /it is a folder, not a file/],
    ['a folder for a picture', `plot curves moons ${LONG} --out folder.svg`, /it is a folder/],
    ['a folder for panels', `sweep moons --hidden 2 ${LONG} --plot folder.svg`, /it is a folder/],
    ['a link to nowhere', `train moons ${LONG} --out astray.safetensors`, /ENOENT/],
    [
      'a file for the folder of the demo',
      'demo --out notes.txt',
      /--out notes\.txt cannot be made/,
    ],
    ['another ending', 'sweep moons --hidden 2 --plot a.gif', /--plot must end in \.svg or \.png/],
  ])('%s', async (name, words, says) => refused(words, name === 'another ending' ? 2 : 1, says));

  it.skipIf(isRoot)('a folder that nobody may write to (skipped for root)', async () => {
    for (const command of outputs) await refused(command('sealed/a'), 1, /EACCES/);
    await refused('demo --out sealed', 1, /EACCES/);
  });
});

/** Any combination of what is there, how it is named and what is asked for, against what may be lost. */
describe.skipIf(isWindows)('of outputs drawn at random', () => {
  const random = new RandomState(15);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random.random() * list.length)]!;
  const contents = { none: undefined, model: 'moons.safetensors', text: 'notes.txt' } as const;
  const ways = ['itself', 'by dots', 'by a symbolic link', 'by a hard link'] as const;
  const draws = Array.from({ length: 24 }, (_, i) => ({
    i,
    there: pick(Object.keys(contents) as (keyof typeof contents)[]),
    way: pick(ways),
    isInput: random.random() < 0.3,
    force: random.random() < 0.5,
  }));

  function pathOf(name: string, way: (typeof ways)[number], i: number): string {
    if (way === 'by dots') return `./below/../${name}`;
    if (way === 'itself') return name;
    const path = `other-${i}`;
    if (way === 'by a symbolic link') symlinkSync(name, at(path));
    else if (existsSync(at(name))) linkSync(at(name), at(path));
    return path;
  }

  it.each(draws)('$there $way, input: $isInput, --force: $force', async (draw) => {
    const { i, there, way, isInput, force } = draw;
    const [name, source] = [`drawn-${i}`, isInput ? 'data.csv' : contents[there]];
    if (source !== undefined) copyFileSync(at(source), at(name));
    const out = pathOf(name, way, i);
    const data = isInput ? `${name} --target y` : 'moons';
    const { code } = await densely(
      `train ${data} --epochs 1 --hidden none --out ${out}${force ? ' --force' : ''}`,
    );
    const allowed = !isInput && (force || there !== 'text');
    expect(code).toBe(allowed ? 0 : 2);
    if (allowed) await Model.load(at(out));
    else expect(readFileSync(at(name), 'utf8')).toBe(readFileSync(at(source!), 'utf8'));
  });
});

describe.skipIf(isWindows)('a signal to end', () => {
  /** At the first line of progress a tenth is done, whatever else the machine does. */
  function signalled(words: string, ...signals: NodeJS.Signals[]): Promise<Ended> {
    const child = spawn(process.execPath, [cli, ...words.split(' ')], { cwd: folder });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stderr.once('data', () => signals.forEach((signal) => child.kill(signal)));
    return new Promise((resolve) => {
      child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    });
  }

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s keeps the model so far', async (signal) => {
    const name = `${signal}.safetensors`;
    const words = `train data.csv --target y --epochs 100000 --out ${name}`;
    const { code, stdout } = await signalled(words, signal);
    expect([code, stdout]).toEqual([0, expect.stringContaining('epochs (stopped) in')]);
    expect((await Model.load(at(name))).classes).toEqual(['no', 'yes']);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s ends a sweep with what there is',
    async (signal) => {
      const words = 'sweep moons --hidden 1,2 --seeds 0,1,2,3,4,5 --epochs 300 --json';
      const { code, stdout } = await signalled(words, signal);
      expect(code).toBe(0);
      expect((JSON.parse(stdout) as { rows: unknown[] }).rows.length).toBeGreaterThan(0);
    },
  );

  it('a terminal that is closed may send it twice', async () => {
    const words = `train moons --epochs 100000 --out hung.safetensors`;
    expect((await signalled(words, 'SIGHUP', 'SIGHUP')).code).toBe(0);
    await Model.load(at('hung.safetensors'));
  });

  it('a second one has no listener, and ends the process at once', async () => {
    const counts = (): number[] =>
      (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => process.listenerCount(signal));
    const before = counts();
    const listening = before.map((count) => count + 1);
    let stops = 0;
    let end: (value: string) => void = () => {};
    const result = new Promise<string>((resolve) => (end = resolve));
    const work = Object.assign(result, {
      stop: () => stops++,
      async *[Symbol.asyncIterator](): AsyncGenerator<void> {
        yield await result.then(() => {});
      },
    });
    const kept = followed(
      'work',
      work,
      () => [0, ''],
      async (value) => {
        expect([value, counts()]).toEqual(['all', [before[0], before[1], listening[2]]]);
      },
    );
    expect(counts()).toEqual(listening);
    process.emit('SIGTERM');
    expect([stops, counts()]).toEqual([1, [before[0], before[1], listening[2]]]);
    process.emit('SIGHUP');
    end('all');
    expect([await kept, stops, counts()]).toEqual(['all', 2, before]);
  });

  it('is in the help', async () => {
    for (const [command, what] of [
      ['train', 'keeps the model so far'],
      ['sweep', 'judges what there is'],
    ])
      expect((await densely(`${command} --help`)).stdout).toContain(
        `Ctrl-C, SIGTERM or SIGHUP ends the ${command === 'train' ? 'training' : command} early and ${what};\nthe exit code is 0 then. A second one ends the command at once.`,
      );
  });
});
