// Compiles blas.c into a folder that git does not see, and runs it for the products that are asked.
//   node bench/peers/blas.mjs LIBRARY ASKED
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [library, text] = process.argv.slice(2);
const { tasks, seconds, threads } = JSON.parse(text);
const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const [source, binary] = [path('blas.c'), path('build/blas')];

if (!existsSync(binary) || statSync(binary).mtimeMs < statSync(source).mtimeMs) {
  mkdirSync(path('build'), { recursive: true });
  execFileSync('cc', ['-O2', source, '-o', binary, '-ldl'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
const env = { ...process.env, OPENBLAS_NUM_THREADS: `${threads}`, OMP_NUM_THREADS: `${threads}` };
const shapes = tasks.flatMap(({ dtype, form, m, n, k }) => [dtype, form, m, n, k].map(String));
const output = execFileSync(binary, [library, `${seconds}`, `${threads}`, ...shapes], {
  env,
  encoding: 'utf8',
});
const rates = output.trim().split('\n').map(Number);
const known = tasks.map(({ task, dtype }, i) => [`${task} ${dtype}`, rates[i]]);
console.log(JSON.stringify(Object.fromEntries(known.filter(([, rate]) => rate > 0))));
