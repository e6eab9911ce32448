// A training of the command line from beginning to end: what it shows, logs, keeps and goes on with.
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { progressText } from '../../lib/cli/progress.js';
import { trainingLine } from '../../lib/cli/training-line.js';
import { datasets, Model, train, type Progress } from '../../lib/index.js';
import { checkpointInfo } from '../../lib/training/checkpoint/store.js';
import { command, hasDist, node, root, type Ended } from './children.js';

const folder = mkdtempSync(join(tmpdir(), 'densely-training-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const cli = join(root, 'dist/cli.js');
const densely = (words: string): Promise<Ended> =>
  node([cli, ...words.split(' ')], { cwd: folder });
const isWindows = process.platform === 'win32';

beforeAll(() => {
  const rows = Array.from(
    { length: 300 },
    (_, i) => `${i % 17},${(i * 7) % 23},${i % 17 > 8 ? 'yes' : 'no'}`,
  );
  writeFileSync(at('data.csv'), ['a,b,y', ...rows].join('\n'));
});

describe('the line of progress', () => {
  const progress: Progress = {
    epoch: 39,
    step: 12_340,
    cost: 0.12341,
    validation: { cost: 0.23452, rocAuc: 0.98765 },
    rate: 0.01,
    best: { epoch: 11, value: 0.2222 },
    seconds: 10,
    secondsLeft: 15,
    examplesPerSecond: 39_488,
  };

  it('has cost, validation, best, pace, and the time that is left', () => {
    expect(trainingLine({ validation: 0.2 })(progress)).toEqual([
      0.4,
      'cost 0.1234, validation 0.2345, best 0.2222 after 12 epochs, 1,234 steps/s, 15 s left',
    ]);
    const bare = { ...progress, validation: undefined, best: undefined };
    expect(trainingLine({ epochs: 80 })(bare)).toEqual([
      0.5,
      'cost 0.1234, 1,234 steps/s, 15 s left',
    ]);
    const first = { ...progress, best: { epoch: -1, value: 0.5 } };
    expect(trainingLine({ metric: 'rocAuc', validation: 0.2 })(first)[1]).toContain(
      'validation rocAuc 0.9877, best 0.5000 before the first step',
    );
  });

  it('the time is a bound where patience may end it before, as it may by default', () => {
    expect(trainingLine({ validation: 0.2, patience: 3 })(progress)[1]).toMatch(
      /at most 15 s left$/,
    );
    expect(trainingLine({})(progress)[1]).toMatch(/at most 15 s left$/);
  });

  it('steps and seconds that are named end it too', () => {
    const [share, text] = trainingLine({ maxSeconds: 12.5, validation: 'none' })(progress);
    expect([share, text.endsWith(', 3 s left')]).toEqual([0.8, true]);
    expect(trainingLine({ maxSteps: 24_680 })(progress)[0]).toBe(0.5);
  });

  it('leaves out whole figures where there is no room: cost and time stay', () => {
    const [share, text] = trainingLine({})(progress);
    const lines = [56, 64, 110].map((width) => progressText('training', share, text, width));
    const [narrow, wider, wide] = lines.map((line) => line.replace(/[█░]+ /, ''));
    expect(narrow).toBe('training 40 %  cost 0.1234, at most 15 s left');
    expect(wider).toBe('training 40 %  cost 0.1234, validation 0.2345, at most 15 s left');
    expect(wide).toBe(`training 40 %  ${text}`);
  });
});

describe.runIf(hasDist)('densely train', () => {
  it('has its flags under headings, in a terminal of 80 columns', async () => {
    const { stdout } = await densely('train --help');
    const lines = stdout.split('\n');
    for (const line of lines) expect([...line].length, line).toBeLessThanOrEqual(80);
    expect(lines.filter((line) => /\s$/.test(line))).toEqual([]);
    expect(stdout.match(/^[A-Z][^:\n]*(?=:\n {2}-)/gm)).toEqual([
      'Network',
      'Scaling of features and values',
      'What is learnt',
      'Steps',
      'Against over-fitting',
      'Validation',
      'The run',
      'Checkpoints',
      'Logs',
      'The command',
    ]);
    // A flag that is too long for its column stands alone.
    expect(stdout).toMatch(/\n {2}--label-smoothing SHARE\n {20}share of each label/);
    expect(stdout).toMatch(/\n {2}--checkpoint-epochs N\n {20}epochs between checkpoints/);
  });

  it('says what chose the epoch, on how many rows, and why it ended', async () => {
    const { code, stdout } = await densely(
      'train data.csv --target y --learning-rate 0.05 --out early.safetensors',
    );
    expect(code).toBe(0);
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    const text = stdout.replace(/\s+/g, ' ');
    expect(text).toContain('192 to train, 48 to choose the best epoch, 60 to test');
    expect(text).toMatch(
      /48 of the 240 rows, a fifth, were held out by default to choose the best epoch: \d+ of \d+, cost [\d.e-]+/,
    );
    expect(text).toMatch(/validation, 48 rows: cost [\d.e-]+ test:/);
    expect(text).not.toContain('goes on with it');
  });

  it('tells it in JSON, as the training has it', async () => {
    const line =
      'train data.csv --target y --test 0 --validation 0.25 --patience 3 --min-delta 0.01 --epochs 200 --watch accuracy';
    const { stdout } = await densely(`${line} --learning-rate 0.05 --out json.safetensors --json`);
    const { fit, history } = JSON.parse(stdout) as {
      fit: number;
      history: Record<string, unknown> & { validation: Record<string, number[]>; epoch: number[] };
    };
    expect([fit, history.heldOut]).toEqual([224, { size: 76, fit: 224, isDefault: false }]);
    const { cost, accuracy, epoch } = history.validation;
    expect([cost!.length, accuracy!.length]).toEqual([epoch!.length, epoch!.length]);
    const value = Math.min(...cost!);
    expect(history.best).toEqual({
      metric: 'cost',
      value,
      epoch: epoch![cost!.lastIndexOf(value)],
    });
    expect(history.ended).toBe('patience');
    expect(history).toMatchObject({ skipped: 0, warnings: [], steps: 7 * history.epoch.length });
  });

  it('writes logs, which it does not write over', async () => {
    const logs = '--log-csv log.csv --log-ndjson log.jsonl --tensorboard runs';
    const line = `train data.csv --target y --epochs 4 --validation 0.2 --out logged.safetensors ${logs}`;
    expect((await densely(line)).code).toBe(0);
    const table = readFileSync(at('log.csv'), 'utf8').trim().split('\n');
    const lines = readFileSync(at('log.jsonl'), 'utf8').trim().split('\n');
    const reports = lines.map((text) => JSON.parse(text) as Progress);
    expect(reports.map(({ epoch, step }) => [epoch, step])).toEqual(
      [0, 1, 2, 3].map((e) => [e, 6 * (e + 1)]),
    );
    expect(table.slice(1).map((row) => row.split(',')[1])).toEqual(
      reports.map(({ cost }) => String(cost)),
    );
    expect(readdirSync(at('runs'))).toEqual([expect.stringMatching(/^events\.out\.tfevents\./)]);
    const again = await densely(line);
    expect([again.code, again.stderr]).toEqual([
      1,
      expect.stringContaining('Choose another path, or --force.'),
    ]);
    expect((await densely(`${line} --force`)).code).toBe(0);
    const own = await densely(
      'train data.csv --target y --log-csv data.csv --force --out x.safetensors',
    );
    expect([own.code, own.stderr]).toEqual([
      2,
      expect.stringContaining('is what the command reads'),
    ]);
  });

  it('- is standard error, which has nothing else then', async () => {
    const { code, stderr } = await densely(
      'train moons --epochs 3 --log-ndjson - --out e.safetensors',
    );
    expect(code).toBe(0);
    const epochs = stderr
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as Progress).epoch);
    expect(epochs).toEqual([0, 1, 2]);
  });

  it.each([
    ['--checkpoint-keep 3', '--checkpoint-keep needs --checkpoint FILE'],
    [
      '--checkpoint n.ckpt --checkpoint-epochs 0',
      '--checkpoint-epochs must be a whole number from 1',
    ],
    [
      '--checkpoint n.ckpt --checkpoint-seconds x',
      '--checkpoint-seconds must be a number, not "x"',
    ],
    ['--class-weights 0=1,1=x', '--class-weights 1 must be a number, not "x"'],
    ['--class-weights 0=1,1', 'must be a word, or name=value,name=value, not "0=1,1"'],
    ['--class-weights 7=1', '--class-weights names 7, which is no class of the data'],
    ['--watch acuracy --validation 0.2', 'the nearest is "accuracy"'],
    ['--watch accuracy', '--watch needs held-out examples'],
    ['--resume auto', "--resume 'auto' goes on from the training's own checkpoint"],
  ])('%s', async (words, said) => {
    const { code, stderr } = await densely(`train moons ${words} --out n.safetensors`);
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
    expect([existsSync(at('n.safetensors')), existsSync(at('n.ckpt'))]).toEqual([false, false]);
  });
});

describe.runIf(hasDist)('densely resume', () => {
  const bytes = (name: string): Buffer => readFileSync(at(name));
  const told =
    'train data.csv --target y --epochs 3000 --validation 0.2 --dropout 0.1 --report-every 10';
  const kept = '--checkpoint-epochs 50 --log-csv';

  /** Ends a command by a signal when it has said something. */
  function ended(words: string, signal: NodeJS.Signals): Promise<Ended> {
    const child = spawn(process.execPath, [cli, ...words.split(' ')], { cwd: folder });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stderr.once('data', () => child.kill(signal));
    return new Promise((resolve) => {
      child.on('close', (code, killed) => resolve({ code, signal: killed, stdout, stderr }));
    });
  }

  const columns = (name: string): string[] =>
    readFileSync(at(name), 'utf8')
      .split('\n')
      .map((row) => row.split(',').slice(0, 5).join());

  it.skipIf(isWindows)(
    'after kill -9 gives the bits of a training that was never stopped, and its log',
    async () => {
      expect((await densely(`${told} --log-csv whole.csv --out whole.safetensors`)).code).toBe(0);
      const line = `${told} --checkpoint kill.ckpt ${kept} kill.csv --out kill.safetensors`;
      expect((await ended(line, 'SIGKILL')).signal).toBe('SIGKILL');
      expect([existsSync(at('kill.ckpt')), existsSync(at('kill.safetensors'))]).toEqual([
        true,
        false,
      ]);
      const { state } = (await checkpointInfo(at('kill.ckpt')))!;
      expect((JSON.parse(state) as { step: number }).step % 300).toBe(0);
      const { code, stdout, stderr } = await node([cli, 'resume', at('kill.ckpt')]);
      expect(code, stderr).toBe(0);
      expect(stdout).toContain('3,000 epochs in');
      expect(bytes('kill.safetensors')).toEqual(bytes('whole.safetensors'));
      expect(columns('kill.csv')).toEqual(columns('whole.csv'));
      // It has ended: the model is written again.
      rmSync(at('kill.safetensors'));
      expect((await densely('resume kill.ckpt')).code).toBe(0);
      expect(bytes('kill.safetensors')).toEqual(bytes('whole.safetensors'));
    },
  );

  it.skipIf(isWindows)('after a signal to end, whose last line says so', async () => {
    const line = `${told} --checkpoint term.ckpt ${kept} term.csv --out term.safetensors`;
    const first = await ended(line, 'SIGTERM');
    expect([first.code, first.stdout]).toEqual([
      0,
      expect.stringMatching(/\ndensely resume term\.ckpt goes on with it\n$/),
    ]);
    await Model.load(at('term.safetensors'));
    const { stdout } = await densely('resume term.ckpt --threads 1 --json');
    expect((JSON.parse(stdout) as { history: { ended: string } }).history.ended).toBe('epochs');
    expect(bytes('term.safetensors')).toEqual(bytes('whole.safetensors'));
  });

  it('takes steps that it may do anew, and goes on from there', async () => {
    const line = 'train moons --test 0 --epochs 40 --out steps.safetensors';
    const cut = await densely(`${line} --max-steps 33 --checkpoint steps.ckpt`);
    expect(cut.stdout).toContain('(out of steps) in');
    expect(cut.stdout).toMatch(/\ndensely resume steps\.ckpt --max-steps N goes on with it\n$/);
    expect((await densely('resume steps.ckpt --max-steps 100')).stdout).toContain('--max-steps N');
    const { stdout } = await densely('resume steps.ckpt --max-steps 100000');
    expect(stdout).toContain('40 epochs in');
    const model = await train(datasets.moons(), { epochs: 40 });
    expect((await Model.load(at('steps.safetensors'))).toBytes()).toEqual(model.toBytes());
  });

  it.skipIf(isWindows)('reads standard input again where the data came from there', async () => {
    const line = `"${process.execPath}" "${cli}"`;
    const data = `cd "${folder}" && ${line}`;
    const begin = `${data} train - --target y --epochs 9 --max-steps 11 --checkpoint in.ckpt --out in.safetensors < data.csv`;
    for (const words of [begin, `${data} resume in.ckpt --max-steps 9999 < data.csv`])
      expect((await command('sh', ['-c', words])).code).toBe(0);
    const whole = await densely('train data.csv --target y --epochs 9 --out file.safetensors');
    expect(whole.code).toBe(0);
    expect(bytes('in.safetensors')).toEqual(bytes('file.safetensors'));
  });

  it('says what is in its way', async () => {
    const own = { checkpoint: at('own.ckpt'), epochs: 2 };
    await train(datasets.moons(), own);
    cpSync(at('data.csv'), at('moved.csv'));
    await densely(
      'train moved.csv --target y --epochs 2 --checkpoint moved.ckpt --out m.safetensors',
    );
    const refused = async (name: string): Promise<[number | null, string]> => {
      const { code, stderr } = await densely(`resume ${name}`);
      expect(stderr).toMatch(/^densely: .*\n$/);
      return [code, stderr];
    };
    expect(await refused('none.ckpt')).toEqual([2, expect.stringContaining('there is no file')]);
    expect(await refused('data.csv')).toEqual([
      1,
      expect.stringContaining('is no checkpoint to go on from'),
    ]);
    expect(await refused('own.ckpt')).toEqual([
      1,
      expect.stringContaining(
        'is the checkpoint of a program, not of densely train: run that program again',
      ),
    ]);
    rmSync(at('moved.csv'));
    expect(await refused('moved.ckpt')).toEqual([
      1,
      expect.stringContaining('moved.csv: there is no such file'),
    ]);
    writeFileSync(at('moved.csv'), readFileSync(at('data.csv'), 'utf8').replace('3,21,', '4,21,'));
    expect(await refused('moved.ckpt')).toEqual([
      1,
      expect.stringContaining('a training with other data to learn from'),
    ]);
  });
});

describe('a note in a checkpoint', () => {
  it('is kept, and decides nothing', async () => {
    const checkpoint = { path: at('note.ckpt'), note: 'begun at night' };
    await train(datasets.moons(), { checkpoint, epochs: 2, maxSteps: 7 });
    expect((await checkpointInfo(checkpoint.path))?.note).toBe('begun at night');
    const other = { ...checkpoint, note: 'by day' };
    const model = await train(datasets.moons(), { checkpoint: other, resume: 'auto', epochs: 2 });
    expect((await checkpointInfo(checkpoint.path))?.note).toBe('by day');
    expect(model.toBytes()).toEqual((await train(datasets.moons(), { epochs: 2 })).toBytes());
  });

  it('is a text of at most 65,536 bytes', async () => {
    for (const note of ['ä'.repeat(32_769), 7 as unknown as string]) {
      const checkpoint = { path: at('long.ckpt'), note };
      await expect(train(datasets.moons(), { checkpoint, epochs: 1 })).rejects.toMatchObject({
        code: 'ERR_OPTION',
        message: expect.stringContaining(
          'checkpoint.note must be a text of at most 65536 bytes',
        ) as string,
      });
    }
    expect(existsSync(at('long.ckpt'))).toBe(false);
    const longest = { path: at('longest.ckpt'), note: '\u0001'.repeat(65_536) };
    await train(datasets.moons(), { checkpoint: longest, epochs: 1 });
    expect((await checkpointInfo(longest.path))?.note).toBe(longest.note);
  });
});
