// What this machine gives at most, measured by the addon's own instructions.
import { createRequire } from 'node:module';
import type { DType, FloatArray } from '../../base/dtype.js';
import type { Binding } from '../../backend/binding.js';
import { backend } from '../../index.js';
import { cpuSeconds, median, wallSeconds } from './timing.js';

/** Bytes a second against the size of what is gone through. */
export type Curve = readonly (readonly [bytes: number, rate: number])[];

export interface Rates {
  /** Floating-point operations a second in fused multiply-adds. */
  readonly fma: number;
  /** Divisions by a square root a second. */
  readonly divide: number;
  /** Of one evaluation. */
  readonly seconds: Readonly<Record<FunctionName, number>>;
}

const functionNames = ['exp', 'log', 'tanh', 'sigmoid'] as const;

export type FunctionName = (typeof functionNames)[number];

export interface Machine extends Readonly<Record<DType, Rates>> {
  /** Bandwidth of reading, and of reading and writing as an optimizer does. */
  readonly read: Curve;
  readonly update: Curve;
}

const KILOBYTES = [16, 128, 512, 2048, 8192, 65_536];
const SECONDS = 0.02;

type Clock = () => number;

/** How much `work(times)` does a second: the median of five. */
function usualRate(work: (times: number) => number, clock: Clock): number {
  const spent = (times: number): number => {
    const start = clock();
    work(times);
    return clock() - start;
  };
  let [times, seconds] = [1, spent(1)];
  while (seconds < SECONDS) {
    times = Math.ceil(times * Math.min(16, (1.5 * SECONDS) / Math.max(seconds, 1e-4)));
    seconds = spent(times);
  }
  return work(times) / median([0, 0, 0, 0, 0].map(() => spent(times)));
}

function numbers(dtype: DType, n: number): FloatArray {
  return dtype === 'float32' ? new Float32Array(n) : new Float64Array(n);
}

function ratesOf(binding: Binding, dtype: DType, clock: Clock): Rates {
  const x = numbers(dtype, 64);
  const rate = (name: 'fma' | 'divide'): number =>
    usualRate((times) => binding.probe(name, x, times), clock);
  const [input, output] = [numbers(dtype, 8192).map((_, i) => Math.sin(i)), numbers(dtype, 8192)];
  const seconds = (name: FunctionName): number =>
    1 /
    usualRate((times) => {
      for (let i = 0; i < times; i++) binding.evaluate(name, input, output);
      return times * input.length;
    }, clock);
  return {
    fma: rate('fma'),
    divide: rate('divide'),
    seconds: ofEach(seconds),
  };
}

function ofEach(seconds: (name: FunctionName) => number): Rates['seconds'] {
  const pairs = functionNames.map((name) => [name, seconds(name)] as const);
  return Object.fromEntries(pairs) as Rates['seconds'];
}

/** The addon, or nothing on the JavaScript backend. */
export function loadedBinding(): Binding | undefined {
  const { path } = backend();
  return path === null ? undefined : (createRequire(import.meta.url)(path) as Binding);
}

/**
 * The limits of one thread; `wall` when several processes measure at once, each of them one thread's.
 * Nothing without the addon.
 */
export function measureMachine(wall: boolean): Machine | undefined {
  const binding = loadedBinding();
  if (!binding) return undefined;
  binding.select(binding.isas[0]!);
  const clock = wall ? wallSeconds : cpuSeconds;
  const curve = (name: 'read' | 'update'): Curve =>
    KILOBYTES.map((kilobytes) => {
      const x = numbers('float32', kilobytes * 256);
      return [kilobytes * 1024, usualRate((times) => binding.probe(name, x, times), clock)];
    });
  const [float32, float64] = [
    ratesOf(binding, 'float32', clock),
    ratesOf(binding, 'float64', clock),
  ];
  return { float32, float64, read: curve('read'), update: curve('update') };
}

/** What several threads give together. */
export function together(machines: readonly Machine[]): Machine {
  const sum = (of: (machine: Machine) => number): number =>
    machines.reduce((total, machine) => total + of(machine), 0);
  const curve = (name: 'read' | 'update'): Curve =>
    machines[0]![name].map(([bytes], i) => [bytes, sum((m) => m[name][i]![1])]);
  const rates = (dtype: DType): Rates => ({
    fma: sum((m) => m[dtype].fma),
    divide: sum((m) => m[dtype].divide),
    seconds: ofEach((name) => 1 / sum((m) => 1 / m[dtype].seconds[name])),
  });
  const [float32, float64] = [rates('float32'), rates('float64')];
  return { float32, float64, read: curve('read'), update: curve('update') };
}
