// Other libraries as contenders, each at its best setting; what is not there is named.
//   Debian: apt-get install python3-numpy python3-torch python3-sklearn libopenblas0-pthread libdnnl2
//   npm: into bench/peers/node_modules, by this file
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { flopsOf } from '../dist/bench.js';
import { npm, say } from '../scripts/tools.mjs';
import { bestSettings } from './peers/settings.mjs';

const path = (name) => fileURLToPath(new URL(`peers/${name}`, import.meta.url));

/** What serves or trains one of the networks: no sweeps. */
const isNetwork = ({ kind, task, verbs, rows = 0 }) =>
  kind !== 'product' && !/^(flower|growth)/.test(task) && !verbs && rows <= 128;
const trainsNetwork = (task) => task.kind === 'train' && isNetwork(task);
/** A second thread is worth asking for. */
const isLarge = (task) => flopsOf(task) > 5e6;
const is32 = () => 'float32';

/** `threads`: those that the library is measured with. */
const python = {
  numpy: {
    can: (task) => isNetwork(task) || task.task.startsWith('flower'),
  },
  torch: { can: isNetwork, threads: [1, 2] },
  sklearn: { can: trainsNetwork },
};
const node = {
  'onnxruntime-node': {
    script: ['onnx.mjs'],
    can: (task) => isNetwork(task) && task.kind === 'predict',
  },
  'tfjs cpu': { script: ['tfjs.mjs', 'cpu'], can: isNetwork, dtype: is32 },
  'tfjs wasm': { script: ['tfjs.mjs', 'wasm'], can: isNetwork, dtype: is32 },
  'brain.js': { script: ['brain.mjs'], can: isNetwork, dtype: is32 },
  'jax-js': { script: ['jax.mjs'], can: isNetwork },
};
const libraries = {
  openblas: { file: 'libopenblas.so.0', can: (task) => task.inside },
  onednn: {
    file: 'libdnnl.so.2',
    can: (task) => task.inside && task.dtype === 'float32',
  },
};

function contenders(name, command, env, { can, dtype, threads = [1] }) {
  return threads
    .filter((count) => count <= availableParallelism())
    .map((count) => ({
      name,
      isa: null,
      threads: count,
      by: 'peer',
      command,
      env,
      can: (task) => can(task) && (count === 1 || isLarge(task)),
      ...(dtype ? { dtype } : {}),
    }));
}

const works = ([program, ...args]) => spawnSync(program, args, { stdio: 'ignore' }).status === 0;

/** The Python that has a module: Debian's packages belong to its own. */
export function pythonWith(module) {
  const has = `import sys, importlib.util as u; sys.exit(u.find_spec("${module}") is None)`;
  return ['/usr/bin/python3', 'python3'].find((program) => works([program, '-c', has]));
}

/** Answers why the packages are not there, or nothing. */
async function installPackages() {
  const [lock, stamp] = [path('package-lock.json'), path('node_modules/.densely-lock')];
  const hash = createHash('sha256').update(readFileSync(lock)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return undefined;
  say('densely: installing other libraries into bench/peers (npm ci)');
  const args = ['ci', '--ignore-scripts', '--loglevel=error', '--prefix', path('')];
  const { code } = await npm(args, { env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' } });
  if (code !== 0) return 'npm ci in bench/peers failed';
  writeFileSync(stamp, hash);
  return undefined;
}

/** Those of this machine at their best settings, what is said of these, and a line for each that is missing. */
export async function peerContenders() {
  const [found, skipped] = [[], []];
  const { env, says } = bestSettings(pythonWith('numpy'));
  for (const [name, peer] of Object.entries(python)) {
    const program = pythonWith(name);
    if (!program) {
      skipped.push(`${name}: python3-${name} is not installed`);
      continue;
    }
    const command = [program, '-B', path(`${name}_peer.py`)];
    found.push(...contenders(name, command, env, peer));
    found.push(...contenders(`${name} as installed`, command, {}, { ...peer, threads: [1] }));
  }
  for (const [name, peer] of Object.entries(libraries)) {
    const command = [process.execPath, path('blas.mjs'), peer.file];
    const nothing = JSON.stringify({ tasks: [], seconds: 0, threads: 1 });
    if (!works([...command, nothing])) skipped.push(`${name}: needs ${peer.file} and a C compiler`);
    else found.push(...contenders(name, command, env, { ...peer, threads: [1, 2] }));
  }
  const reason = await installPackages();
  for (const [name, peer] of Object.entries(node)) {
    if (reason) skipped.push(`${name}: ${reason}`);
    else {
      const [script, ...args] = peer.script;
      found.push(...contenders(name, [process.execPath, path(script), ...args], env, peer));
    }
  }
  return { contenders: found, skipped, says };
}
