// What is deployed: traced files, the archive of a function, one executable.
import { copyFileSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../../scripts/tools.mjs';
import { esbuild } from './builders.mjs';
import { esbuildService, serviceAnswer } from './bundles.mjs';
import { costs, ownProject } from './package.mjs';
import { expectNode, expectRun, expectText, imported, tool } from './tools.mjs';

/** The binary of an installed package, in a folder under the name by which it is asked for. */
function copyBinary({ projects }, folder) {
  const prebuilds = join(projects, 'node_modules', 'densely', 'prebuilds');
  const name = readdirSync(prebuilds, { recursive: true }).find((path) => path.endsWith('.node'));
  const path = join(folder, 'densely.node');
  copyFileSync(join(prebuilds, name), path);
  return path;
}

const needsBinary = ({ backend }) =>
  backend === 'native' ? undefined : 'needs the native addon, which is not built here';

/** Every file that a script needs by @vercel/nft's judgement, and nothing else, in another folder. */
async function traced(user, script) {
  const { nodeFileTrace } = await imported('@vercel/nft', 'out/index.js');
  const { fileList } = await nodeFileTrace([join(user.projects, script)], { base: user.projects });
  const folder = join(user.folder, `traced-${script.replace('.', '-')}`);
  for (const file of fileList) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(user.projects, file), join(folder, file));
  }
  expectText(await expectNode(script, [], { cwd: folder }), `${user.backend} ${costs}\n`);
  return `${fileList.size} files`;
}

/** A bundle without the package, and a binary that it is told of. */
async function namedBinary(user) {
  const bundled = await esbuildService(user, 'esbuild-named', { format: 'cjs' });
  const folder = join(user.folder, 'named');
  mkdirSync(folder);
  copyFileSync(bundled, join(folder, 'service.cjs'));
  const options = { cwd: folder, env: { DENSELY_BINARY: copyBinary(user, folder) } };
  expectText(await expectNode('service.cjs', [], options), serviceAnswer('native'));
}

/** The archive of a function holds its code and the package; the runtime's working directory is elsewhere. */
async function lambda(user) {
  const project = ownProject(user, 'lambda-source', 'lambda');
  const task = join(user.folder, 'task');
  const entryPoints = [join(project, 'index.mjs')];
  const outfile = join(task, 'index.mjs');
  await esbuild({ entryPoints, outfile, platform: 'node', format: 'esm', external: ['densely'] });
  cpSync(join(project, 'node_modules'), join(task, 'node_modules'), { recursive: true });
  copyFileSync(join(project, 'invoke.mjs'), join(task, 'invoke.mjs'));
  rmSync(project, { recursive: true });
  const env = { LAMBDA_TASK_ROOT: task, HOME: '' };
  const printed = await expectNode(join(task, 'invoke.mjs'), [], { cwd: user.folder, env });
  expectText(printed, serviceAnswer(user.backend));
}

const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/** One executable with the bundle in it; its binary lies beside it. */
async function executable(user) {
  const bundled = await esbuildService(user, 'esbuild-sea', { format: 'cjs' });
  const folder = join(user.folder, 'sea');
  mkdirSync(folder);
  const [program, blob] = [join(folder, 'service'), join(folder, 'service.blob')];
  const config = { main: bundled, output: blob, disableExperimentalSEAWarning: true };
  writeFileSync(join(folder, 'sea.json'), JSON.stringify(config));
  await expectRun(process.execPath, ['--experimental-sea-config', 'sea.json'], { cwd: folder });
  copyFileSync(process.execPath, program);
  const inject = [program, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', FUSE];
  await expectNode(tool('postject'), inject, { cwd: folder });
  const env = { DENSELY_BINARY: copyBinary(user, folder) };
  expectText(await expectRun(program, [], { cwd: folder, env }), serviceAnswer('native'));
}

const onLinux = () =>
  process.platform === 'linux' ? undefined : 'is done on Linux, where nothing is signed';

/** The case of webpack as its users met it: it installs what is newest. */
async function webpackCase({ folder, tarball }) {
  const script = join(root, 'test', 'cases', 'webpack.sh');
  await expectRun('sh', [script], { cwd: folder, env: { DENSELY_TGZ: tarball } });
}

export const deployments = [
  { name: 'nft, an ES module', run: (user) => traced(user, 'use.mjs') },
  { name: 'nft, CommonJS', run: (user) => traced(user, 'use.cjs') },
  { name: 'esbuild, all inside, its binary named', lacks: needsBinary, run: namedBinary },
  { name: 'Lambda, an archive', run: lambda },
  {
    name: 'single executable',
    lacks: (user) => needsBinary(user) ?? onLinux(),
    run: executable,
  },
  { name: 'test/cases/webpack.sh', lacks: needsBinary, run: webpackCase },
];
