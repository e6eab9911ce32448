// Runs trials: each in a process of its own, all contenders in turn in every round.
import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { promisify } from 'node:util';
import { js, type Contender } from './contenders.js';
import { together, type Machine } from './machine.js';
import { idOf, type Task } from './tasks.js';
import { wallSeconds } from './timing.js';
import type { Asked, Rates } from './trial.js';

export interface Plan {
  /** Tasks that one process does one after another. */
  readonly groups: readonly (readonly Task[])[];
  readonly contenders: readonly Contender[];
  readonly rounds: number;
  /** For each task of a trial. */
  readonly seconds: number;
  /** For all of it: a round that would not end in time is not begun, and nothing is begun after it. */
  readonly budget: number;
  readonly progress: (text: string) => void;
}

export interface Result {
  readonly task: Task;
  readonly contender: Contender;
  /** One for each round. */
  readonly rates: number[];
  /** Whether the machine was idle before and after each trial; always true of one thread. */
  idle: boolean;
}

/** The share from which on a machine is quiet. */
export const IDLE = 0.9;
/** A trial may take a little longer than what is left. */
const GRACE = 10;

/** The share of the machine that nobody uses in the next quarter of a second. */
export async function idleShare(): Promise<number> {
  const sum = (): [idle: number, all: number] => {
    const times = cpus().map((cpu) => cpu.times);
    const all = times.flatMap((t) => Object.values(t)).reduce((total, t) => total + t, 0);
    return [times.reduce((total, t) => total + t.idle, 0), all];
  };
  const [idle, all] = sum();
  await new Promise((resolve) => setTimeout(resolve, 250));
  const [idleAfter, allAfter] = sum();
  return (idleAfter - idle) / Math.max(1, allAfter - all);
}

async function ask<T>({ command, env }: Contender, asked: Asked, most = 60): Promise<T> {
  const [program, ...args] = command;
  const { stdout } = await promisify(execFile)(program!, [...args, JSON.stringify(asked)], {
    env: { ...process.env, ...env },
    timeout: Math.ceil(most * 1000),
    maxBuffer: 2 ** 24,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as T;
}

async function measured(threads: number): Promise<Machine[]> {
  const contender = { ...js, env: { DENSELY_ISA: '', DENSELY_BACKEND: '' } };
  const asked: Asked = { by: 'machine', tasks: [], seconds: 0, threads };
  const processes = Array.from({ length: threads }, () => ask<Machine | null>(contender, asked));
  return (await Promise.all(processes)).filter((machine) => machine !== null);
}

/**
 * The limits of each number of threads: what as many processes reach at once, or, where others have the
 * machine, so many times what one does. Nothing without the addon.
 */
export async function machinesOf(counts: readonly number[]): Promise<Record<number, Machine>> {
  const [one] = await measured(1);
  const machines: Record<number, Machine> = {};
  if (!one) return machines;
  for (const threads of counts) {
    const quiet = threads > 1 && (await idleShare()) >= IDLE;
    const all = quiet ? await measured(threads) : [];
    const idle = quiet && (await idleShare()) >= IDLE;
    machines[threads] = together(idle ? all : Array.from({ length: threads }, () => one));
  }
  return machines;
}

/** The last line that an unlucky process wrote, as the reason. */
function reasonOf(error: unknown): string {
  const { stderr = '', message, killed } = error as Error & { stderr?: string; killed?: boolean };
  if (killed) return 'took too long';
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  return (lines.find((line) => /Error\b/.test(line)) ?? lines.at(-1) ?? message).trim();
}

/** Measures a plan; `skipped` says what is left out and why. */
export async function measure(plan: Plan): Promise<{ results: Result[]; skipped: string[] }> {
  const [results, skipped] = [new Map<string, Result>(), new Set<string>()];
  const [start, failed] = [wallSeconds(), new Set<string>()];
  const left = (): number => plan.budget - (wallSeconds() - start);
  const round = async (text: string): Promise<void> => {
    for (const [g, group] of plan.groups.entries()) {
      for (const contender of plan.contenders) {
        const tasks = group.filter((task) => contender.can(task));
        const key = `${g} ${plan.contenders.indexOf(contender)}`;
        if (tasks.length === 0 || failed.has(key)) continue;
        if (left() <= 0) {
          skipped.add(`${tasks[0]!.task}, ${contender.name}: out of time`);
          continue;
        }
        plan.progress(`${text}: ${tasks[0]!.task}, ${contender.name}`);
        const problem = await oneTrial(plan.seconds, left(), contender, tasks, results);
        if (problem === undefined) continue;
        failed.add(key);
        skipped.add(`${tasks[0]!.task}, ${contender.name}: ${problem}`);
      }
    }
  };
  for (let r = 1; r <= plan.rounds; r++) {
    const before = wallSeconds();
    await round(`round ${r} of ${plan.rounds}`);
    if (wallSeconds() - before > left()) break;
  }
  plan.progress('');
  return { results: [...results.values()], skipped: [...skipped] };
}

/** Answers why it failed, if it did. */
async function oneTrial(
  seconds: number,
  left: number,
  contender: Contender,
  tasks: readonly Task[],
  results: Map<string, Result>,
): Promise<string | undefined> {
  const { by, threads, name, isa } = contender;
  const idleNow = async (): Promise<boolean> => threads === 1 || (await idleShare()) >= IDLE;
  try {
    const before = await idleNow();
    const rates = await ask<Rates>(contender, { by, tasks, seconds, threads }, left + GRACE);
    const idle = before && (await idleNow());
    for (const task of tasks) {
      const key = [idOf(task), name, isa, threads].join();
      const result = results.get(key) ?? { task, contender, rates: [], idle: true };
      const rate = rates[idOf(task)];
      if (rate === undefined) continue;
      result.rates.push(rate);
      result.idle &&= idle;
      results.set(key, result);
    }
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
