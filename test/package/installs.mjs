// Every way to install, by every version of Node: without compiler or Python, with scripts blocked.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectMatch, expectUse, expectUser, majors, makeProject } from './user.mjs';
import { nodeOf, npmOf, packageIn, quiet } from './user.mjs';

/** The oldest that the package is for. */
const oldest = '20.19.0';

/** npm 12 runs on these. */
const newNpm = { major: 12, nodes: [22, 24, 26] };

async function install(user, name, node, npm, args) {
  const cwd = makeProject(user, name);
  const options = { cwd, node };
  const output = await expectUser(user, [node, npm, ...args], options);
  // Not even a word on scripts.
  expectMatch(output, /^\n?added \d+ packages? in .*\n$/);
  await expectUse(user, [node], options);
  return options;
}

async function npmInstall(user, name, node, npm = user.npm) {
  const start = performance.now();
  await install(user, name, node, npm, ['install', ...quiet, user.tarball]);
  return `${((performance.now() - start) / 1000).toFixed(1)} s with three trainings`;
}

async function npmCi(user, name, node) {
  const lock = ['install', ...quiet, '--package-lock-only', user.tarball];
  const cwd = makeProject(user, name);
  const options = { cwd, node };
  await expectUser(user, [node, user.npm, ...lock], options);
  if (existsSync(packageIn(cwd))) throw new Error('the lock file alone was asked for');
  for (const args of [['--ignore-scripts'], ['--strict-allow-scripts']]) {
    await expectUser(user, [node, user.npm, 'ci', ...quiet, ...args], options);
    await expectUse(user, [node], options);
  }
}

/** What docs/deploy.md says of Node's permissions. */
async function permitted(user, name, node) {
  const flag = name.endsWith(' 20') ? '--experimental-permission' : '--permission';
  const reads = [`${user.installed}/`, '/etc/alpine-release'];
  const allowed = ['--allow-addons', ...reads.map((path) => `--allow-fs-read=${path}`)];
  const command = [node, '--no-warnings', flag, ...allowed];
  await expectUse(user, command, { cwd: user.installed, node });
}

/** npx npm@12 is this program; it blocks install scripts unless told. */
async function npmBlocked(user, name, node) {
  const script = await npmOf(newNpm.major);
  return npmInstall(user, name, node, script);
}

function versioned(name, major, run) {
  return {
    name: `${name}, Node ${major}`,
    quick: process.version.startsWith(`v${major}.`) && run !== npmBlocked,
    lacks: async () => {
      if (!(await nodeOf(major))) return `needs node@${major} from npm`;
      if (run === npmBlocked && !(await npmOf(newNpm.major))) return 'needs npm@12 from npm';
      return undefined;
    },
    run: async (user) => run(user, `${name} ${major}`, await nodeOf(major)),
  };
}

const dependencies = {
  name: 'nothing installed has an install script or a binding.gyp',
  quick: true,
  run({ installed }) {
    const lock = readFileSync(join(installed, 'package-lock.json'), 'utf8');
    const { packages } = JSON.parse(lock);
    const folders = Object.keys(packages).filter((path) => path !== '');
    for (const path of folders) {
      if (packages[path].hasInstallScript) throw new Error(`${path} has an install script`);
      if (existsSync(join(installed, path, 'binding.gyp')))
        throw new Error(`${path} has a binding.gyp`);
    }
    return `${folders.length} packages`;
  },
};

export const installs = [
  dependencies,
  versioned('npm install', oldest, npmInstall),
  ...majors.flatMap((major) => [
    versioned('npm install', major, npmInstall),
    versioned('npm ci, no scripts', major, npmCi),
    versioned('with permission for addons', major, permitted),
  ]),
  ...newNpm.nodes.map((major) => versioned('npm 12, scripts blocked', major, npmBlocked)),
];
