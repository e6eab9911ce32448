// Where the package runs: Node's two module systems, worker threads, test runners.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, packageCommand } from '../../scripts/tools.mjs';
import { costs } from './package.mjs';
import { expectNode, expectRun, expectText, tool } from './tools.mjs';

/** A script of the projects that prints what exercise.cjs answers. */
async function prints(script, { projects, backend }) {
  expectText(await expectNode(script, [], { cwd: projects }), `${backend} ${costs}\n`);
}

const expected = ({ backend }) => ({ EXPECTED: `${backend} ${costs}` });

async function vitest(user) {
  const folder = join(user.projects, 'vitest');
  const options = { cwd: folder, env: expected(user) };
  // Vitest's own modules are those of this repository: the user's folder has none.
  await expectNode(packageCommand('vitest'), ['run', '--globals', '--root', folder], options);
}

async function jest(user, args, env = {}, project = 'jest') {
  const folder = join(user.projects, project);
  const options = { cwd: folder, env: { ...expected(user), ...env } };
  await expectNode(tool('jest'), ['--rootDir', folder, '--config', '{}', '--ci', ...args], options);
}

/** The program of a runtime beside Node, in a folder of its own, or why there is none. */
function otherRuntime(name, version, args) {
  const place = ({ folder }) => join(folder, name);
  return {
    name,
    async lacks(user) {
      mkdirSync(place(user));
      writeFileSync(join(place(user), 'package.json'), '{ "private": true }');
      const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
      const { code } = await npm(['install', ...quiet, `${name}@${version}`], { cwd: place(user) });
      return code === 0 ? undefined : `needs ${name} from npm`;
    },
    async run(user) {
      const program = join(place(user), 'node_modules', '.bin', name);
      for (const script of ['use.mjs', 'use.cjs']) {
        const printed = await expectRun(program, [...args, script], { cwd: user.projects });
        expectText(printed, `${user.backend} ${costs}\n`);
      }
    },
  };
}

const denoArguments = ['run', '--no-prompt', '--allow-env', '--allow-read', '--allow-ffi'];

export const runtimes = [
  { name: 'import', quick: true, run: (user) => prints('use.mjs', user) },
  { name: 'worker threads', quick: true, run: (user) => prints('workers.mjs', user) },
  { name: 'vitest', quick: true, run: vitest },
  { name: 'jest', run: (user) => jest(user, ['--runInBand']) },
  { name: 'jest, in its worker processes', run: (user) => jest(user, ['--maxWorkers=2']) },
  {
    name: 'jest, ES modules',
    run: (user) =>
      jest(user, ['--runInBand'], { NODE_OPTIONS: '--experimental-vm-modules' }, 'jest-modules'),
  },
  otherRuntime('deno', '2.9.6', denoArguments),
  otherRuntime('bun', '1.4.5', ['run']),
];
