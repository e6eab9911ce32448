// Package managers beside npm, each with the tarball in a project of its own.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, root } from '../../scripts/tools.mjs';
import { costs } from './package.mjs';
import { expectNode, expectRun, expectText, project, tool } from './tools.mjs';

const scripts = ['exercise.cjs', 'use.cjs', 'use.mjs'];

/** A project with the tarball as its only dependency. */
function makeProject({ folder, tarball }, name, files = {}) {
  const made = join(folder, name);
  mkdirSync(made);
  for (const file of scripts) cpSync(project(file), join(made, file));
  const manifest = { name, private: true, dependencies: { densely: `file:${tarball}` } };
  writeFileSync(join(made, 'package.json'), JSON.stringify(manifest));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(made, file), text);
  return made;
}

/** Both module systems, by a command that takes a script. */
async function expectUse(node, { backend }) {
  for (const script of ['use.cjs', 'use.mjs'])
    expectText(await node(script), `${backend} ${costs}\n`);
}

async function pnpm(version, install, user) {
  const cwd = makeProject(user, `pnpm-${version}`);
  await install(['install', '--ignore-workspace', '--no-frozen-lockfile'], { cwd });
  await expectUse((use) => expectNode(use, [], { cwd }), user);
}

const newest = ({ folder }) => join(folder, 'node_modules', 'pnpm');

/** Version 12 has a program per platform, so that a lock file made here would not hold elsewhere. */
async function installNewestPnpm({ folder }) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code } = await npm(['install', ...quiet, 'pnpm@12.21.0'], { cwd: folder });
  return code === 0 ? undefined : 'needs pnpm 12 from npm';
}

async function yarnClassic(user) {
  const cwd = makeProject(user, 'yarn-1');
  await expectNode(tool('yarn'), ['install', '--non-interactive'], { cwd });
  await expectUse((use) => expectNode(use, [], { cwd }), user);
}

/** The registry that npm uses here: Yarn 4 does not read npm's settings. */
async function registry() {
  const { output } = await npm(['config', 'get', 'registry'], { cwd: root });
  return output.trim();
}

async function yarn(linker, user) {
  const server = await registry();
  const cwd = makeProject(user, `yarn-4-${linker}`, {
    'yarn.lock': '',
    '.yarnrc.yml': [
      `nodeLinker: ${linker}`,
      'enableTelemetry: false',
      'enableGlobalCache: false',
      `npmRegistryServer: ${JSON.stringify(server)}`,
      `unsafeHttpWhitelist: [${JSON.stringify(new URL(server).hostname)}]`,
    ].join('\n'),
  });
  const script = tool('@yarnpkg/cli-dist', 'yarn');
  await expectNode(script, ['install', '--no-immutable'], { cwd });
  // `yarn node` loads Plug'n'Play first; its own lines would come with --verbose only.
  await expectUse((use) => expectNode(script, ['node', use], { cwd }), user);
}

export const managers = [
  {
    name: 'pnpm 12',
    lacks: installNewestPnpm,
    run: (user) => pnpm(12, (...args) => expectRun(join(newest(user), 'pnpm'), ...args), user),
  },
  {
    name: 'pnpm 10',
    run: (user) => pnpm(10, (...args) => expectNode(tool('pnpm'), ...args), user),
  },
  { name: 'yarn 1', run: yarnClassic },
  { name: 'yarn 4, node_modules', run: (user) => yarn('node-modules', user) },
  { name: 'yarn 4, Plug and Play', run: (user) => yarn('pnp', user) },
];
