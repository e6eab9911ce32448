// What bundlers make of the package: a service for Node, and a page for a browser.
import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { browserLacks, inBrowser } from './browser.mjs';
import { expectNode, expectText, imported } from './tools.mjs';

/** Throws with what a bundler has warned of. */
function expectNoWarnings(warnings) {
  if (warnings.length > 0) throw new Error(warnings.join('\n'));
}

async function esbuild(options) {
  const { build } = await imported('esbuild', 'lib/main.js');
  const { warnings } = await build({ bundle: true, logLevel: 'silent', ...options });
  expectNoWarnings(warnings.map(({ text }) => text));
}

async function vite(root, options) {
  const { build, createLogger } = await imported('vite', 'dist/node/index.js');
  const warnings = [];
  const warn = (text) => warnings.push(text);
  const customLogger = { ...createLogger('silent'), warn, warnOnce: warn };
  await build({ root, configFile: false, logLevel: 'silent', customLogger, ...options });
  expectNoWarnings(warnings);
}

const serviceAnswer = (backend) => `${backend} ["low","high"]\n`;

/** A bundle in a folder of its own below the project, where the package is installed. */
function outputFolder({ projects }, name) {
  const folder = join(projects, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

async function esbuildService(user, name, options) {
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

const external = ['densely'];

const service = (name, build) => ({
  name: `${name}, a service`,
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
  { name: 'esbuild, a page', lacks: browserLacks, run: esbuildPage },
  { name: 'vite, a page', lacks: browserLacks, run: vitePage },
];
