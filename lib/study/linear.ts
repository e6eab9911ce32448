// Linear models at their own optimum: Newton's method where there are few unknowns, else L-BFGS.
import { some } from '../base/errors.js';
import { minimized, minimizedBy } from '../base/lbfgs.js';
import type { Slices } from '../base/slices.js';
import type { Design } from './design.js';
import { curvatureOf, leastSquares, newton, type Fit, type Tell } from './newton.js';
import { Problem, type Head, type LinearLoss } from './problem.js';
import type { Factor } from './solve.js';

/** Unknowns of Newton's method at most: its work grows with their square. */
const NEWTON = 512;

/** What rounding may leave of a gradient, times what is wanted. */
const LEFT = 1e4;

const MOST_STEPS = 5000;

/** Steps after which Newton's method follows a cost that has no minimum. */
const ENDLESS = 25;

/** A mean cost that only classes which can be told apart without an error leave. */
const NOTHING = 1e-6;

/** What is fitted, and what is told of it. */
export interface LinearTask {
  readonly loss: LinearLoss;
  /** Of |w|²/2 beside the sum of the losses. */
  readonly lambda: number;
  /** Names of the network's inputs, and of the targets. */
  readonly inputs: readonly string[];
  readonly targets: readonly string[];
  /** Are inputs told that others make up? Those of words always are. */
  readonly tellsSums: boolean;
  /** What is to be said, where weights have no limit. */
  readonly advice: string;
}

/** A fitted linear model. */
export interface LinearFit {
  /** As its network has them: all weights, then all biases. */
  readonly parameters: Float64Array;
  readonly steps: number;
  readonly warnings: readonly string[];
}

/**
 * The linear model with the least mean cost.
 *
 * @param tell before each step its number and the cost: of several labels or values the sum of theirs
 */
export function* fittedLinear(design: Design, task: LinearTask, tell?: Tell): Slices<LinearFit> {
  const problems = headsOf(design, task).map((head) => new Problem(design, head));
  const costs = problems.length > 1 ? yield* startingCosts(problems) : [0];
  const [outputs, inputs] = [design.targets.offset.length, design.inputs.offset.length];
  const parameters = new Float64Array(outputs * (inputs + 1));
  const warnings = constantInputs(design, task);
  const factor = yield* sharedFactor(problems[0]!);
  let steps = 0;
  for (const [i, problem] of problems.entries()) {
    const before = steps;
    const fit = yield* fitOf(problem, factor, (step, cost) => {
      costs[i] = cost * problem.unit;
      const total = costs.reduce((sum, each) => sum + each, 0);
      if (step > 0 || i === 0) tell?.(before + step, total);
    });
    steps += fit.steps;
    const { weights, biases } = problem.solution(fit.unknowns);
    parameters.set(weights, problem.head.first * inputs);
    parameters.set(biases, outputs * inputs + problem.head.first);
    warnings.push(...warningsOf(fit, problem, task));
  }
  return { parameters, steps, warnings };
}

/** Softmax's outputs depend on one another; labels and values are fitted one by one. */
function headsOf({ targets }: Design, { loss }: LinearTask): Head[] {
  const rows = targets.offset.length;
  if (loss === 'crossEntropy') return [{ loss, first: 0, outputs: rows }];
  return Array.from({ length: rows }, (_, first) => ({ loss, first, outputs: 1 }));
}

function* startingCosts(problems: readonly Problem[]): Slices<number[]> {
  const costs: number[] = [];
  for (const problem of problems)
    costs.push((yield* problem.cost(new Float64Array(problem.unknowns))) * problem.unit);
  return costs;
}

function* sharedFactor(problem: Problem): Slices<Factor | undefined> {
  const isSmall = problem.unknowns <= NEWTON;
  return problem.head.loss === 'squared' && isSmall ? yield* curvatureOf(problem) : undefined;
}

function* fitOf(problem: Problem, factor: Factor | undefined, tell: Tell): Slices<Fit> {
  if (factor) return yield* leastSquares(problem, factor, tell);
  if (problem.unknowns <= NEWTON) return yield* newton(problem, tell);
  const start = new Float64Array(problem.unknowns);
  const limits = { largest: 1, steps: MOST_STEPS };
  const found = yield* minimizedBy(minimized(start, limits, tell), (at) => problem.at(at));
  const { point: unknowns, value: cost, largest, steps } = found;
  return { unknowns, cost, steps, isDone: largest <= LEFT, flat: [] };
}

function constantInputs({ constant }: Design, { inputs }: LinearTask): string[] {
  if (constant.length === 0) return [];
  const names = constant.map((r) => inputs[r]!);
  return [
    `constant, so that ${names.length > 1 ? 'their weights are' : 'its weight is'} 0: ${some(names)}`,
  ];
}

function warningsOf(fit: Fit, { head, design }: Problem, task: LinearTask): string[] {
  const { targets, inputs, advice, lambda } = task;
  const of = targets.length > 1 && head.outputs === 1 ? `${targets[head.first]}: ` : '';
  const warnings: string[] = [];
  const [isFree, isSure] = [lambda === 0 && head.loss !== 'squared', fit.cost < NOTHING];
  if (isFree && (isSure || fit.steps > ENDLESS))
    warnings.push(
      `${of}the inputs tell ${isSure ? 'all' : 'some'} examples apart without an error, so that the best weights have no limit: ${advice}`,
    );
  else if (!fit.isDone)
    warnings.push(
      `${of}no minimum was found in ${fit.steps} steps: say scale: 'standard', or ${advice}`,
    );
  const width = design.inputs.offset.length + 1;
  const flat = new Set(fit.flat.map((i) => i % width).filter((j) => j < width - 1));
  for (const j of design.constant) flat.delete(j);
  if (task.tellsSums && flat.size > 0) {
    const names = [...flat].map((j) => inputs[j]!);
    warnings.push(
      `${of}sums of other inputs, so that weights are not the only best ones: ${some(names)}; ${advice}`,
    );
  }
  return warnings;
}
