// The tarball as npm would publish it, and a project that has it installed.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listBinaries } from '../../scripts/binaries.mjs';
import { binary } from '../../scripts/native.mjs';
import { npm, root } from '../../scripts/tools.mjs';
import { project } from './tools.mjs';

async function expectNpm(args, cwd) {
  const { code, output } = await npm([...args, '--loglevel=error'], { cwd });
  if (code !== 0) throw new Error(`${output}\nnpm ${args.join(' ')} ended with ${code}`);
  return output;
}

/** What `npm pack` takes, in a folder of its own; with this machine's binary where it has no prebuilt one. */
async function stage(folder) {
  const listed = await expectNpm(['pack', '--dry-run', '--json', '--ignore-scripts'], root);
  const [{ files }] = JSON.parse(listed);
  for (const { path } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(root, path), join(folder, path));
  }
  const prebuilt = join('prebuilds', `${process.platform}-${process.arch}`);
  const has = files.some(({ path }) => path.startsWith(prebuilt));
  if (!has && existsSync(binary)) cpSync(binary, join(folder, prebuilt, 'densely.node'));
  listBinaries(folder);
  return has || existsSync(binary);
}

/** Packs, and installs the tarball beside a copy of test/ecosystem/projects: what every part starts from. */
export async function prepare(folder) {
  const staged = join(folder, 'staged');
  const native = await stage(staged);
  await expectNpm(['pack', '--ignore-scripts', '--pack-destination', folder], staged);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const tarball = join(folder, `densely-${version}.tgz`);
  const projects = join(folder, 'projects');
  cpSync(project('.'), projects, { recursive: true });
  writeFileSync(join(projects, 'package.json'), '{ "private": true }');
  const quiet = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  await expectNpm(['install', ...quiet, tarball], projects);
  return { folder, projects, tarball, backend: native ? 'native' : 'js' };
}

/** One of the projects in a folder of its own, with the package. */
export function ownProject({ folder, projects }, name, project) {
  const made = join(folder, name);
  cpSync(join(projects, project), made, { recursive: true });
  cpSync(join(projects, 'node_modules'), join(made, 'node_modules'), { recursive: true });
  return made;
}

/** What exercise.cjs and use.ts print. */
export const costs = '0.693162 0.258625';
