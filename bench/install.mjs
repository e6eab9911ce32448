// What it costs to have the package: each library into an empty folder with an empty npm cache, then
// imported, in turn.
//   npm run bench:install              npm run bench:install -- --json
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pack } from '../scripts/pack.mjs';
import { setupOrExit } from '../scripts/setup.mjs';
import { npm, say } from '../scripts/tools.mjs';

const INSTALLS = 3;
const IMPORTS = 31;
const MEGABYTE = 1e6;

const peers = fileURLToPath(new URL('peers/package.json', import.meta.url));
const { dependencies } = JSON.parse(readFileSync(peers, 'utf8'));
const names = ['@tensorflow/tfjs', 'onnxruntime-node', 'brain.js', '@jax-js/jax'];

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1];
}

/** Bytes of all files below a folder. */
function bytesBelow(folder) {
  if (!existsSync(folder)) return 0;
  const paths = readdirSync(folder, { recursive: true }).map((name) => join(folder, name));
  const sizes = paths.map((path) => statSync(path)).filter((status) => status.isFile());
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

/** A new folder and a new cache; answers seconds, or undefined where npm fails. */
async function install({ spec }, cwd, flags) {
  for (const name of readdirSync(cwd)) rmSync(join(cwd, name), { recursive: true });
  writeFileSync(join(cwd, 'package.json'), '{ "private": true }');
  const env = { ...process.env, npm_config_cache: join(cwd, 'cache') };
  const start = performance.now();
  const { code } = await npm(['install', '--no-audit', '--no-fund', ...flags, spec], { cwd, env });
  return code === 0 ? (performance.now() - start) / 1000 : undefined;
}

/** Installs several times, without scripts where they fail. */
async function measureInstall(contender) {
  const { cwd, seconds } = contender;
  let time = contender.fails ? undefined : await install(contender, cwd, []);
  if (time === undefined) {
    contender.fails = true;
    time = await install(contender, cwd, ['--ignore-scripts']);
  }
  if (time === undefined) throw new Error(`${contender.name} cannot be installed`);
  seconds.push(time);
}

function importTime(cwd, text) {
  const start = performance.now();
  const args = ['--input-type=module', '-e', text];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return performance.now() - start;
}

/** What an import adds to a bare Node, in ms: medians of times taken in turn. */
function measureImports(contenders) {
  const bare = [];
  for (let i = 0; i < IMPORTS; i++) {
    bare.push(importTime(tmpdir(), ''));
    for (const { cwd, name, imports } of contenders)
      imports.push(importTime(cwd, `import ${JSON.stringify(name)};`));
  }
  return median(bare);
}

function rowOf({ name, version, cwd, fails, seconds, imports }, bare) {
  const installed = readFileSync(join(cwd, 'node_modules', '.package-lock.json'), 'utf8');
  const fetched = bytesBelow(join(cwd, 'cache', '_cacache', 'content-v2'));
  return {
    name,
    version,
    install: fails ? 'fails' : 'ok',
    seconds: median(seconds),
    packages: Object.keys(JSON.parse(installed).packages).length,
    megabytesFetched: fetched / MEGABYTE,
    megabytesInstalled: bytesBelow(join(cwd, 'node_modules')) / MEGABYTE,
    importMilliseconds: median(imports) - bare,
  };
}

async function measure(contenders) {
  for (let i = 1; i <= INSTALLS; i++) {
    for (const contender of contenders) {
      say(`installing ${contender.name}, ${i} of ${INSTALLS}`);
      await measureInstall(contender);
    }
  }
  say(`importing, ${IMPORTS} times each`);
  const bare = measureImports(contenders);
  return { bare, rows: contenders.map((contender) => rowOf(contender, bare)) };
}

const size = (value) => (value < 9.95 ? value.toFixed(1) : value.toFixed(0));

function markdown(rows) {
  const head = [
    '',
    '`npm install`',
    'seconds',
    'packages',
    'MB fetched',
    'MB on disk',
    'import, ms',
  ];
  const body = rows.map((row) => [
    `${row.name} ${row.version}`,
    row.install === 'ok' ? 'ok' : 'fails¹',
    row.seconds.toFixed(1),
    row.packages,
    size(row.megabytesFetched),
    size(row.megabytesInstalled),
    Math.max(0, row.importMilliseconds).toFixed(0),
  ]);
  const line = ['---', ':---:', ...head.slice(2).map(() => '---:')];
  return [head, line, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

async function main(args) {
  await setupOrExit();
  const { tarball, built } = await pack();
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const own = { name: 'densely', version, spec: tarball };
  const others = names.map((name) => {
    const version = dependencies[name];
    return { name, version, spec: `${name}@${version}` };
  });
  const folder = mkdtempSync(join(tmpdir(), 'densely-install-'));
  try {
    const contenders = [own, ...others].map((each) => {
      const cwd = mkdtempSync(join(folder, 'project-'));
      return { ...each, cwd, seconds: [], imports: [] };
    });
    const { bare, rows } = await measure(contenders);
    if (args.includes('--json')) return console.log(JSON.stringify({ bare, built, rows }, null, 2));
    console.log(markdown(rows));
    console.log(
      `\ndensely with binaries of ${built.join(', ')}; bare Node takes ${bare.toFixed(0)} ms.`,
    );
    if (rows.some(({ install }) => install === 'fails'))
      console.log('¹ its install script fails here; the rest is with --ignore-scripts.');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

await main(process.argv.slice(2));
