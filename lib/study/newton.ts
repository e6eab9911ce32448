// Newton's method for linear models, in float64. All of it is generators: a `yield` is a pause, in which the event
// loop may have a turn, and changes nothing.
import type { Slices } from '../base/slices.js';
import type { Problem } from './problem.js';
import { factorised, solved, type Factor } from './solve.js';

const MOST_STEPS = 100;

/** A Newton step that promises a smaller fall of the cost than this has converged. */
const SMALLEST_FALL = 1e-15;

/** Solutions of least squares that are bettered by what is left of their gradient, at most. */
const ROUNDS = 10;

/** Where a method has ended. */
export interface Fit {
  readonly unknowns: Float64Array;
  readonly steps: number;
  readonly cost: number;
  /** Did it end of itself? */
  readonly isDone: boolean;
  /** Unknowns, if any, along which the cost is flat. */
  readonly flat: readonly number[];
}

/** Called before each step with its number and the cost. */
export type Tell = (step: number, cost: number) => void;

/** Steps of Newton's method, shortened where they do not lower the cost, until none does. */
export function* newton(problem: Problem, tell: Tell): Slices<Fit> {
  const n = problem.unknowns;
  let unknowns: Float64Array = new Float64Array(n);
  let cost = yield* problem.cost(unknowns);
  let flat: readonly number[] = [];
  const end = (steps: number, isDone: boolean): Fit => ({ unknowns, steps, cost, isDone, flat });
  for (let step = 0; step < MOST_STEPS; step++) {
    tell(step, cost);
    const hessian = new Float64Array(n * n);
    const { gradient } = yield* problem.at(unknowns, hessian);
    const factor = yield* factorised(hessian);
    if (step === 0) ({ flat } = factor);
    const direction = solved(factor, gradient as Float64Array);
    const fall = direction.reduce((sum, d, i) => sum + d * gradient[i]!, 0);
    if (fall / 2 < SMALLEST_FALL) {
      unknowns = unknowns.map((w, i) => w - direction[i]!);
      return end(step + 1, true);
    }
    const next = yield* lineSearch(problem, unknowns, direction, cost);
    if (next === undefined) return end(step, true);
    [unknowns, cost] = next;
  }
  return end(MOST_STEPS, false);
}

/** The longest of the steps 1, ½, ¼, … that lowers the cost. */
function* lineSearch(
  problem: Problem,
  unknowns: Float64Array,
  direction: Float64Array,
  cost: number,
): Slices<[unknowns: Float64Array, cost: number] | undefined> {
  for (let length = 1; length > 1e-10; length /= 2) {
    const tried = unknowns.map((w, i) => w - length * direction[i]!);
    const triedCost = yield* problem.cost(tried);
    if (triedCost < cost) return [tried, triedCost];
  }
  return undefined;
}

/** The curvature of least squares, which is that of every target. */
export function* curvatureOf(problem: Problem): Slices<Factor> {
  const n = problem.unknowns;
  const hessian = new Float64Array(n * n);
  yield* problem.at(new Float64Array(n), hessian);
  return yield* factorised(hessian);
}

/** Least squares: one step is the solution, and further ones take away what rounding left of its gradient. */
export function* leastSquares(problem: Problem, factor: Factor, tell: Tell): Slices<Fit> {
  let unknowns: Float64Array = new Float64Array(problem.unknowns);
  let now = yield* problem.at(unknowns);
  let steps = 0;
  tell(steps, now.value);
  while (steps < ROUNDS && now.largest > 0) {
    const direction = solved(factor, now.gradient as Float64Array);
    const tried = unknowns.map((w, i) => w - direction[i]!);
    const next = yield* problem.at(tried);
    if (!(next.largest <= now.largest / 2)) break;
    [unknowns, now] = [tried, next];
    tell(++steps, now.value);
  }
  return { unknowns, steps, cost: now.value, isDone: true, flat: factor.flat };
}
