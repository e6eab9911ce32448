// The environment variables, each in a process of its own; nothing is read at import.
import { execFile, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { entry, hasDist, loadAddon, nodeModule, root } from './children.js';

/** Prints what backend() says or throws, and how train fails. */
const report = `
  const { backend, train, datasets, DenselyError } = densely;
  const failure = (error) => ({ known: error instanceof DenselyError, code: error.code, argument: error.argument, message: error.message });
  const told = (act) => { try { return act(); } catch (error) { return failure(error); } };
  const answer = { first: told(backend), again: told(backend) };
  answer.train = await train(datasets.flower({ size: 40 }), { epochs: 1 }).then(() => 'trained', failure);
  console.log(JSON.stringify(answer));
`;

interface Failure {
  known: boolean;
  code: string;
  argument: string;
  message: string;
}
interface Info {
  name: string;
  isa: string;
  isas: string[];
  cores: number;
  threads: number;
  path: string | null;
  reason: string;
}
interface Answer {
  first: Info & Failure;
  again: Info & Failure;
  train: Failure | 'trained';
}

async function answerOf(env: Record<string, string>): Promise<Answer & { stderr: string }> {
  const { stdout, stderr, code } = await nodeModule(report, { env });
  expect(code, stderr).toBe(0);
  return { ...(JSON.parse(stdout) as Answer), stderr };
}

const folder = mkdtempSync(join(tmpdir(), 'densely-environment-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder in which node-gyp-build finds a binary that is none. */
function brokenBinary(name: string, content: string | Buffer): string {
  const release = join(folder, name, 'build', 'Release');
  mkdirSync(release, { recursive: true });
  writeFileSync(join(release, 'densely.node'), content);
  return join(folder, name);
}
const broken = brokenBinary('broken', 'no binary at all');
const nothing = join(folder, 'nothing');

const said = (env: Record<string, string>): string =>
  Object.entries(env)
    .map(([name, value]) => `${name}='${value.replace(folder, '')}'`)
    .join(' ');

const addon = loadAddon();
const isas = addon?.isas ?? [];
/** A CPU that this process may use, where `taskset` tells. */
const allowed = spawnSync('taskset', ['-cp', `${process.pid}`], { encoding: 'utf8' }).stdout;
const firstCpu = /: (\d+)/.exec(allowed ?? '')?.[1];
const missing = ['avx512', 'avx2', 'neon'].find((isa) => !isas.includes(isa))!;

describe.skipIf(!hasDist)('environment variables', () => {
  const values: [Record<string, string>, argument: string, ...says: string[]][] = [
    [{ DENSELY_BACKEND: 'gpu' }, 'DENSELY_BACKEND', 'one of "auto", "native", "js"', 'not "gpu"'],
    [{ DENSELY_BACKEND: 'Native' }, 'DENSELY_BACKEND', 'the nearest is "native"', 'not "Native"'],
    [{ DENSELY_BACKEND: ' js' }, 'DENSELY_BACKEND', 'not " js"'],
    [{ DENSELY_ISA: 'sse2' }, 'DENSELY_ISA', 'one of "scalar", "avx2"', 'not "sse2"'],
    [{ DENSELY_ISA: 'AVX2' }, 'DENSELY_ISA', 'the nearest is "avx2"'],
    [{ DENSELY_ISA: 'js' }, 'DENSELY_ISA', 'not "js"'],
    [
      { DENSELY_BACKEND: 'js', DENSELY_ISA: 'avx2' },
      'DENSELY_ISA',
      'DENSELY_ISA=avx2 cannot be met',
      'has no instruction set',
    ],
    [{ DENSELY_THREADS: '0' }, 'DENSELY_THREADS', 'a whole number from 1 to 1024', 'not "0"'],
    [{ DENSELY_THREADS: '-1' }, 'DENSELY_THREADS', 'not "-1"'],
    [{ DENSELY_THREADS: '1.5' }, 'DENSELY_THREADS', 'not "1.5"'],
    [{ DENSELY_THREADS: '1025' }, 'DENSELY_THREADS', 'not "1025"'],
    [{ DENSELY_THREADS: '0x2' }, 'DENSELY_THREADS', 'not "0x2"'],
    [{ DENSELY_THREADS: 'all' }, 'DENSELY_THREADS', 'not "all"'],
    [{ DENSELY_JS_EXACT: 'yes' }, 'DENSELY_JS_EXACT', 'one of "0", "1"', 'not "yes"'],
    [
      { DENSELY_BACKEND: 'native', DENSELY_PREBUILD: nothing },
      'DENSELY_BACKEND',
      'cannot be met',
      'No native build',
    ],
    [
      { DENSELY_BACKEND: 'native', DENSELY_PREBUILD: broken },
      'DENSELY_BACKEND',
      'cannot be met',
      'densely.node',
    ],
    [
      { DENSELY_BINARY: join(nothing, 'densely.node') },
      'DENSELY_BINARY',
      'cannot be met',
      'ENOENT',
    ],
    [
      { DENSELY_BACKEND: 'native', DENSELY_BINARY: join(broken, 'build/Release/densely.node') },
      'DENSELY_BINARY',
      'cannot be met',
      'densely.node',
    ],
    [
      { DENSELY_ISA: 'scalar', DENSELY_PREBUILD: nothing },
      'DENSELY_ISA',
      'DENSELY_ISA=scalar cannot be met',
    ],
  ];
  const titled = values.map((row) => [said(row[0]), row] as const);
  it.each(titled)('%s is refused', async (_, [env, argument, ...says]) => {
    const { first, again, train } = await answerOf(env);
    for (const error of [first, again, train as Failure]) {
      const { message } = error;
      expect(error).toEqual({ known: true, code: 'ERR_BACKEND', argument, message });
      for (const text of says) expect(message).toContain(text);
    }
  });

  it.skipIf(!addon)('an instruction set that is not there is refused', async () => {
    const { first } = await answerOf({ DENSELY_ISA: missing });
    expect(first).toMatchObject({ code: 'ERR_BACKEND', argument: 'DENSELY_ISA' });
    expect(first.message).toContain(
      `DENSELY_ISA=${missing} cannot be met: this CPU and binary have ${isas.join(', ')}`,
    );
  });

  it.each([
    [{ DENSELY_BACKEND: 'js' }, 'DENSELY_BACKEND=js'],
    [{ DENSELY_BACKEND: 'js', DENSELY_JS_EXACT: '1', DENSELY_THREADS: '4' }, 'DENSELY_BACKEND=js'],
    [{ DENSELY_BACKEND: 'js', DENSELY_ISA: '', DENSELY_THREADS: '' }, 'DENSELY_BACKEND=js'],
  ])('%o is met, in silence', async (env, reason) => {
    const { first, train, stderr } = await answerOf(env as Record<string, string>);
    const cores = availableParallelism();
    const info = { name: 'js', isa: 'js', isas: ['js'], cores, threads: 1, path: null, reason };
    expect(first).toEqual(info);
    expect(train).toBe('trained');
    expect(stderr).toBe('');
  });

  it.skipIf(!addon)('every instruction set that is there can be had', async () => {
    for (const isa of isas) {
      const { first, train } = await answerOf({ DENSELY_BACKEND: 'native', DENSELY_ISA: isa });
      expect(first).toMatchObject({ name: 'native', isa, isas, reason: `DENSELY_ISA=${isa}` });
      expect(train).toBe('trained');
    }
    const { first } = await answerOf({ DENSELY_BACKEND: 'auto', DENSELY_THREADS: '2' });
    expect(first).toMatchObject({
      name: 'native',
      isa: isas[0],
      path: expect.stringMatching(/\.node$/) as string,
    });
  });

  it.skipIf(!addon)('DENSELY_BINARY names a binary, also from the working directory', async () => {
    const path = join(folder, 'named.node');
    copyFileSync(join(root, 'build/Release/densely.node'), path);
    for (const named of [path, relative(root, path)]) {
      const env = { DENSELY_BINARY: named, DENSELY_PREBUILD: nothing };
      const { first, train, stderr } = await answerOf(env);
      const reason = expect.stringContaining(`DENSELY_BINARY=${named}; `) as string;
      expect(first).toMatchObject({ name: 'native', path, reason });
      expect([train, stderr]).toEqual(['trained', '']);
    }
    const { first } = await answerOf({ DENSELY_BINARY: path, DENSELY_BACKEND: 'js' });
    expect(first).toMatchObject({ name: 'js', path: null });
  });

  it.skipIf(!addon)('one core is left free unless DENSELY_THREADS says otherwise', async () => {
    const cores = addon!.cores;
    expect((await answerOf({})).first).toMatchObject({ cores, threads: Math.max(1, cores - 1) });
    for (const threads of [1, 7, 1024]) {
      const { first, train } = await answerOf({ DENSELY_THREADS: `${threads}` });
      expect(first).toMatchObject({ cores, threads });
      expect(train).toBe('trained');
    }
  });

  it.skipIf(!addon || !firstCpu)('cores are those that the scheduler allows', async () => {
    const script = `import('${entry}').then(({ backend }) => console.log(JSON.stringify(backend())))`;
    const args = ['-c', firstCpu!, process.execPath, '-e', script];
    const { stdout } = await promisify(execFile)('taskset', args);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'native', cores: 1, threads: 1 });
  });

  it.each([
    ['no binary', nothing, /No native build was found/],
    ['a binary that does not load', broken, /densely\.node/],
  ])('%s: JavaScript, with one warning that says why', async (_, prebuild, why) => {
    const { first, train, stderr } = await answerOf({ DENSELY_PREBUILD: prebuild });
    expect(first.name).toBe('js');
    expect(first.reason).toMatch(why);
    expect(train).toBe('trained');
    expect(stderr.match(/DENSELY_NO_NATIVE/g)).toHaveLength(1);
    expect(stderr).toMatch(why);
    expect(stderr).toContain('DENSELY_BACKEND=js silences this');
  });

  it('is read at first use, once', async () => {
    const text = `
      const { backend, activations } = densely;
      process.env.DENSELY_BACKEND = 'gpu';
      const failed = (() => { try { activations.tanh.value(1); } catch (error) { return error.argument; } })();
      process.env.DENSELY_BACKEND = 'js';
      const first = backend().name;
      process.env.DENSELY_BACKEND = 'gpu';
      console.log(failed, first, backend().name, activations.relu.value(-1));
    `;
    expect((await nodeModule(text)).stdout).toBe('DENSELY_BACKEND js js 0\n');
  });
});
