// Where the package runs: Node's two module systems, worker threads, test runners.
import { join } from 'node:path';
import { packageCommand } from '../../scripts/tools.mjs';
import { costs } from './package.mjs';
import { expectNode, expectText, tool } from './tools.mjs';

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
];
