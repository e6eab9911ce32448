// What bundlers make of the package: a service for Node, and a page for a browser.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { browserLacks, inBrowser } from './browser.mjs';
import { esbuild, tsdown, vite, webpack } from './builders.mjs';
import { ownProject } from './package.mjs';
import { expectNode, expectText } from './tools.mjs';

/** What the service of the projects prints. */
export const serviceAnswer = (backend) => `${backend} ["low","high"]\n`;

/** A bundle in a folder of its own below the project, where the package is installed. */
export function outputFolder({ projects }, name) {
  const folder = join(projects, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

export async function esbuildService(user, name, options) {
  const outfile = join(
    outputFolder(user, name),
    `service.${options.format === 'esm' ? 'mjs' : 'cjs'}`,
  );
  const entryPoints = [join(user.projects, 'service', 'service.js')];
  await esbuild({ entryPoints, outfile, platform: 'node', ...options });
  expectText(await expectNode(outfile, [], { cwd: user.projects }), serviceAnswer(user.backend));
  return outfile;
}

/** A bundle that is moved away from everything it was built with: JavaScript does the work, and it is told why. */
async function alone(user) {
  const bundled = await esbuildService(user, 'esbuild-alone', { format: 'esm' });
  const folder = join(user.folder, 'alone');
  mkdirSync(folder);
  const script = join(folder, basename(bundled));
  renameSync(bundled, script);
  const said = await expectNode(script, [], { cwd: folder });
  if (!said.includes(serviceAnswer('js'))) throw new Error(said);
  if (!/DENSELY_NO_NATIVE.*keep densely external/.test(said)) throw new Error(said);
}

async function viteService(user, name, ssr) {
  const outDir = outputFolder(user, name);
  await vite(join(user.projects, 'service'), {
    build: { ssr: 'service.js', outDir, emptyOutDir: true },
    ssr,
  });
  const [script] = readdirSync(outDir).filter((name) => name.startsWith('service.'));
  const printed = await expectNode(join(outDir, script), [], { cwd: user.projects });
  expectText(printed, serviceAnswer(user.backend));
}

async function tsdownService(user, name) {
  const outDir = outputFolder(user, name);
  const entry = { service: join(user.projects, 'service', 'service.js') };
  const deps = { alwaysBundle: [/./] };
  await tsdown({ cwd: user.projects, entry, outDir, format: 'esm', platform: 'node', deps });
  const [script] = readdirSync(outDir).filter((file) => /^service\.m?js$/.test(file));
  const printed = await expectNode(join(outDir, script), [], { cwd: user.projects });
  expectText(printed, serviceAnswer(user.backend));
}

/** Webpack takes the binaries along: what the bundle was built with is gone. */
async function webpackService(user, name, format) {
  const project = ownProject(user, name, 'service');
  const folder = join(user.folder, `${name}-alone`);
  const filename = `service.${format === 'module' ? 'mjs' : 'cjs'}`;
  await webpack({
    target: 'node20',
    context: project,
    entry: './service.js',
    output: { path: folder, filename, module: format === 'module' },
    experiments: { outputModule: format === 'module' },
  });
  rmSync(project, { recursive: true });
  const printed = await expectNode(join(folder, filename), [], { cwd: folder });
  expectText(printed, serviceAnswer(user.backend));
}

/** The exercise's costs at steps 0, 1000, … 6000. */
const pageCosts = [
  '0.693162',
  '0.258625',
  '0.239334',
  '0.230802',
  '0.225528',
  '0.221845',
  '0.219094',
];

/** Opens a built page; it has nothing of Node's in it. */
async function expectPage(folder) {
  const scripts = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.js'));
  for (const name of scripts) {
    const found = /["']node:\w+|\brequire\(/.exec(readFileSync(join(folder, name), 'utf8'));
    if (found) throw new Error(`${name} has ${found[0]}`);
  }
  const { error, backend, costs, drawn, accuracy } = await inBrowser(folder);
  if (error) throw new Error(error);
  expectText(`${backend} ${costs.join(' ')}`, `js ${pageCosts.join(' ')}`);
  if (!(drawn >= 2 && accuracy > 0.9)) throw new Error(`${drawn} paths, accuracy ${accuracy}`);
  return `costs ${costs.join(' ')}`;
}

async function esbuildPage(user) {
  const folder = outputFolder(user, 'esbuild-page');
  await esbuild({
    entryPoints: [
      join(user.projects, 'page', 'page.js'),
      join(user.projects, 'page', 'index.html'),
    ],
    loader: { '.html': 'copy' },
    outdir: folder,
    format: 'esm',
    minify: true,
  });
  return expectPage(folder);
}

async function vitePage(user) {
  const outDir = outputFolder(user, 'vite-page');
  await vite(join(user.projects, 'page'), { build: { outDir, emptyOutDir: true } });
  return expectPage(outDir);
}

async function webpackPage(user) {
  const folder = outputFolder(user, 'webpack-page');
  const page = join(user.projects, 'page');
  await webpack({
    target: 'web',
    entry: join(page, 'page.js'),
    output: { path: folder, filename: 'page.js' },
  });
  copyFileSync(join(page, 'index.html'), join(folder, 'index.html'));
  return expectPage(folder);
}

const external = ['densely'];

const service = (name, build, quick = false) => ({
  name: `${name}, a service`,
  quick,
  run: async (user) => void (await build(user, name.replaceAll(/\W+/g, '-'))),
});

const esbuildServiceOf = (name, options) =>
  service(name, (user, folder) => esbuildService(user, folder, options));

const viteServiceOf = (name, ssr) =>
  service(name, (user, folder) => viteService(user, folder, ssr));

export const bundles = [
  esbuildServiceOf('esbuild, external, ES module', { format: 'esm', external }),
  esbuildServiceOf('esbuild, external, CommonJS', { format: 'cjs', external }),
  esbuildServiceOf('esbuild, all inside, ES module', { format: 'esm' }),
  esbuildServiceOf('esbuild, all inside, CommonJS', { format: 'cjs' }),
  service('esbuild, all inside and alone', alone),
  viteServiceOf('vite, external', { external }),
  viteServiceOf('vite, all inside', { noExternal: true }),
  service('tsdown, all inside', tsdownService, true),
  service('webpack, CommonJS, moved away', (user, name) => webpackService(user, name, 'commonjs')),
  service('webpack, ES module, moved away', (user, name) => webpackService(user, name, 'module')),
  { name: 'esbuild, a page', lacks: browserLacks, run: esbuildPage },
  { name: 'vite, a page', lacks: browserLacks, run: vitePage },
  { name: 'webpack, a page', lacks: browserLacks, run: webpackPage },
];
