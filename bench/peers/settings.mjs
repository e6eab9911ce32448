// The settings at which libraries that are not ours are fastest on this machine. They hold in the processes of
// the benchmark alone.
import { spawnSync } from 'node:child_process';
import { arch } from 'node:process';
import { fileURLToPath } from 'node:url';

const trial = fileURLToPath(new URL('kernels.py', import.meta.url));

/**
 * Memory once taken is kept: on virtual machines the first touch of a page is dear, and glibc gives large
 * blocks back at each free.
 */
const memory = {
  MALLOC_MMAP_THRESHOLD_: '4000000000',
  MALLOC_TRIM_THRESHOLD_: '4000000000',
};

/** OpenBLAS's names of its kernels; it takes AVX2's on some processors that have more. */
const kernels = arch === 'x64' ? ['SKYLAKEX', 'COOPERLAKE', 'ZEN', 'HASWELL'] : [];

/** Products a second; 0 where these kernels do not run here, or give a wrong product. */
function rateOf(python, env) {
  const one = { OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' };
  const options = { env: { ...process.env, ...one, ...env }, encoding: 'utf8', timeout: 60_000 };
  const { status, stdout } = spawnSync(python, ['-B', trial], options);
  return status === 0 ? Number(stdout) : 0;
}

/** Faster by more than two runs of the same differ. */
const CLEARLY = 1.05;

/**
 * By a short trial with NumPy.
 * @returns variables for the environment of other libraries, and a line on them
 */
export function bestSettings(python) {
  const installed = { name: process.env.OPENBLAS_CORETYPE ?? 'as installed', env: memory };
  let best = { ...installed, rate: python ? rateOf(python, memory) : 0 };
  const least = best.rate * CLEARLY;
  for (const name of python ? kernels : []) {
    const env = { ...memory, OPENBLAS_CORETYPE: name };
    const rate = rateOf(python, env);
    if (rate > Math.max(least, best.rate)) best = { name, env, rate };
  }
  return {
    env: best.env,
    says: `other libraries: OpenBLAS kernels ${best.name}, memory kept by the allocator`,
  };
}
