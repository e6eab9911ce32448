// The command `densely build` of the installed package.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cmakeLacks } from '../../scripts/toolchain.mjs';
import { asUser, copyProject, expectMatch, expectUse, expectUser, packageIn } from './user.mjs';

const command = [process.execPath, join('node_modules', 'densely', 'dist', 'cli.js'), 'build'];

/** Every file of the package with its content. */
function contents(cwd) {
  const folder = packageIn(cwd);
  const hash = createHash('sha256');
  for (const name of readdirSync(folder, { recursive: true }).toSorted()) {
    const path = join(folder, name);
    hash.update(`${name}\n`);
    if (statSync(path).isFile()) hash.update(readFileSync(path));
  }
  return hash.digest('hex');
}

function withoutBinary(user, name) {
  const cwd = copyProject(user, name);
  rmSync(join(packageIn(cwd), 'prebuilds'), { recursive: true, force: true });
  return cwd;
}

/** A failing build says why and leaves the package as it was. */
async function expectFailure(user, name, env, says) {
  const cwd = withoutBinary(user, name);
  const before = contents(cwd);
  const { code, output } = await asUser(user, command, { cwd, env });
  if (code !== 1) throw new Error(`${output}\nit ended with ${code}`);
  expectMatch(output, says);
  if (contents(cwd) !== before) throw new Error('the package has changed');
}

const lacks = () => {
  const lacking = cmakeLacks();
  return lacking.length > 0 ? `needs ${lacking.join(', ')}` : undefined;
};

export const builds = [
  {
    name: 'densely build without tools',
    quick: true,
    run: (user) =>
      expectFailure(
        user,
        'build-without-tools',
        {},
        /^densely: build needs CMake, ninja or make, a C\+\+ compiler, npm: install that/,
      ),
  },
  {
    name: 'densely build with a compiler that fails',
    lacks,
    run: (user) => {
      const env = { PATH: process.env.PATH, CXX: '/bin/false' };
      return expectFailure(
        user,
        'build-failing',
        env,
        /densely: the build failed:\n[^]*\/bin\/false/,
      );
    },
  },
  {
    name: 'densely build',
    lacks,
    run: async (user) => {
      const cwd = withoutBinary(user, 'build');
      const output = await expectUser(user, command, { cwd, env: { PATH: process.env.PATH } });
      expectMatch(output, /node_modules\/densely\/build\/Release\/densely\.node: [\w, ]*scalar\n$/);
      await expectUse(user, [process.execPath], { cwd, backend: 'native' });
    },
  },
];
