// A process that may start no more threads: `ulimit -u`, reached while it runs.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { entry, hasDist, loadAddon } from './children.js';

/** The limit does not hold for root: then the process is of nobody. */
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

const script = `
  import * as densely from '${entry}';
  import { readFile } from 'node:fs/promises';
  import { createInterface } from 'node:readline';
  const { datasets, Matrix, matmul, session, train } = densely;
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const say = async (value) => (console.log(JSON.stringify(value)), (await lines.next()).value);
  // So many units that a step is worth a thread.
  const data = datasets.moons({ size: 50 });
  const options = { hidden: [8192], epochs: 5, seed: 1, scale: 'none' };
  const bytes = async () => Buffer.from((await train(data, options)).toBytes()).toString('hex');
  const told = ({ name, code, argument, message }) => ({ name, code, argument, message });
  const refused = (work) => work.then(() => 'done', told);
  const model = await train(data, options);
  const steps = await session(data, { hidden: [8192], seed: 1 });
  const wide = Matrix.from([Array.from({ length: 600 }, (_, i) => i % 7)]);
  await readFile(process.argv[1] ?? '/dev/null').catch(() => {});
  const before = await bytes();
  const twin = await session(data, { hidden: [8192], seed: 1 });
  await Promise.all([steps.run(3), twin.run(3)]);
  const costs = [...(await twin.run(2))];
  await say('ready');
  const works = [
    train(data, options), train(data, { ...options, scale: 'standard' }), model.predictAsync(data),
    model.evaluateAsync(data), steps.run(2),
  ];
  const failed = [...(await Promise.all(works.map(refused))), await refused(steps.gradients())];
  const sync = [model.predict([1, 0]), matmul(wide.T, wide).at(1, 1), model.evaluate(data).size];
  await say({ failed, sync, step: steps.step });
  const same = (await bytes()) === before && costs.join() === (await steps.run(2)).join();
  await say({ same, step: steps.step });
`;

const canLimit = spawnSync('prlimit', ['--version']).status === 0;
const missing = [
  ...(hasDist ? [] : ['dist is not built']),
  ...(loadAddon() ? [] : ['the addon is not built']),
  ...(canLimit ? [] : ['needs prlimit']),
];
const title = `no more threads${missing.length > 0 ? ` (skipped: ${missing.join(', ')})` : ''}`;

describe.skipIf(missing.length > 0)(title, () => {
  it('is told as ERR_BACKEND, and all goes on when there are some again', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      ...nobody,
      cwd: '/',
      env: { ...process.env, DENSELY_BACKEND: 'native', DENSELY_THREADS: '2', NODE_OPTIONS: '' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async (): Promise<unknown> => {
      const { value } = (await lines.next()) as { value?: string };
      if (value === undefined) throw new Error(`the process ended: ${stderr}`);
      return JSON.parse(value) as unknown;
    };
    const limit = (most: string): void => {
      execFileSync('prlimit', ['--pid', `${child.pid}`, `--nproc=${most}:`], nobody);
      child.stdin.write('go on\n');
    };
    const exit = new Promise((resolve) =>
      child.on('close', (code, signal) => resolve({ code, signal })),
    );

    expect(await next()).toBe('ready');
    const asked = ['--nproc', '--raw', '--noheadings', '--output', 'HARD'];
    const hard = execFileSync('prlimit', ['--pid', `${child.pid}`, ...asked], {
      ...nobody,
      encoding: 'utf8',
    });
    limit('1');
    const refusal = {
      name: 'DenselyError',
      code: 'ERR_BACKEND',
      argument: 'threads',
      message: expect.stringContaining(
        'none can be started for this call; end other work',
      ) as string,
    };
    expect(await next()).toEqual({
      failed: Array.from({ length: 6 }, () => refusal),
      sync: [expect.any(Number), 1, 50],
      step: 3,
    });
    limit(hard.trim());
    expect(await next()).toEqual({ same: true, step: 5 });
    child.stdin.end('end\n');
    expect(await exit).toEqual({ code: 0, signal: null });
  });
});
