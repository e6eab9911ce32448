// Who is measured: a process for each, with its own environment.
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { BackendInfo } from '../../index.js';
import { datasets, DenselyError, train } from '../../index.js';
import { flopsOf } from './counts.js';
import { hasPlain } from './plain.js';
import type { DType } from '../../base/dtype.js';
import type { Task } from './tasks.js';
import type { Asked } from './trial.js';

export interface Contender {
  readonly name: string;
  readonly isa: string | null;
  readonly threads: number;
  /** What its process is asked to do the work by. */
  readonly by: Asked['by'];
  /** A program and its first arguments; the last one is what it is asked. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  can(task: Task): boolean;
  /** The element type that it computes in. */
  dtype?(task: Task): DType;
}

const script = fileURLToPath(new URL('bench-trial.js', import.meta.url));
const command = [process.execPath, script];

/** JavaScript takes too long for more flops than these at a time. */
const MOST_FLOPS = 2 * 1024 ** 3;

function light(task: Task): boolean {
  return task.kind !== 'product' || 2 * task.m * task.n * task.k <= MOST_FLOPS;
}

export function native(isa: string, threads: number): Contender {
  const env = { DENSELY_BACKEND: 'native', DENSELY_ISA: isa, DENSELY_THREADS: `${threads}` };
  const can = (task: Task): boolean =>
    (isa !== 'scalar' || light(task)) && (threads === 1 || isLarge(task));
  return { name: 'densely native', isa, threads, by: 'densely', command, env, can };
}

/** Below this a second thread is not asked: the work never leaves the first. */
function isLarge(task: Task): boolean {
  if (task.kind === 'product') return task.m * task.n * task.k > 64 ** 3;
  return task.kind === 'train' && task.sizes[0]! * task.sizes[1]! * task.batch > 64 ** 3;
}

export const js: Contender = {
  name: 'densely js',
  isa: null,
  threads: 1,
  by: 'densely',
  command,
  env: { DENSELY_BACKEND: 'js', DENSELY_ISA: '', DENSELY_THREADS: '1' },
  can: light,
};

export const plain: Contender = {
  name: 'plain loops',
  isa: null,
  threads: 1,
  by: 'plain',
  command,
  env: {},
  can: hasPlain,
  dtype: (task) => (task.kind === 'product' ? task.dtype : 'float64'),
};

/** Whether this build's `train` takes a number of threads. */
export async function takesThreads(): Promise<boolean> {
  try {
    await train(datasets.flower(), { hidden: [1], epochs: 1, threads: 1 } as object);
    return true;
  } catch (error) {
    if (error instanceof DenselyError && error.code === 'ERR_OPTION') return false;
    throw error;
  }
}

/** This package on both backends, and plain loops. */
export function ownContenders(
  { name, isa, isas }: BackendInfo,
  { everyIsa = false, threads = 1 }: { everyIsa?: boolean; threads?: number } = {},
): Contender[] {
  const natives = name === 'native' ? (everyIsa ? isas : [isa]) : [];
  const counts = threads > 1 && availableParallelism() > 1 ? [1, threads] : [1];
  return [...natives.flatMap((each) => counts.map((count) => native(each, count))), js, plain];
}

/** Whether a short run has the time: one step of the largest network takes plain loops a second. */
export function isQuick(task: Task, { name }: Contender): boolean {
  return name === 'densely native' || flopsOf(task) < 2e8;
}
