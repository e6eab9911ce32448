import { DenselyError, show } from '../../base/errors.js';
import type { ScheduleSaid } from './option.js';
import type { PlateauRule } from './plateau.js';
import { shapeOf, type Factor, type Plan } from './shapes.js';

/** A schedule of a run: what its steps go by. */
export interface ScheduleRule {
  /** Numbers that go on from step to step, as before the first; a checkpoint keeps them. */
  readonly start: () => Float64Array;
  readonly factor: Factor;
  /** What is made of the rate where the watched value does not become better; null: nothing. */
  readonly plateau: PlateauRule | null;
  /** false for a function of the caller: what it gave is kept, and not computed again. */
  readonly isOwn: boolean;
}

/**
 * A schedule with the length of the run.
 * @throws `ERR_OPTION` where it goes over planned steps, and the run has none
 */
export function scheduleRule(said: ScheduleSaid, plan: Plan): ScheduleRule {
  if (said.name === 'warmUp') return warmUpRule(said, plan);
  if (said.name === 'function') return callersRule(said, plan);
  const { argument, name, numbers } = said;
  const { products, isPlanned, factor } = shapeOf(name);
  if (isPlanned) checkEnd(argument, show(name), plan);
  return {
    start: () => new Float64Array(products).fill(1),
    factor: factor(plan, numbers),
    plateau: name === 'plateau' ? { ...(numbers as Omit<PlateauRule, 'after'>), after: 0 } : null,
    isOwn: true,
  };
}

function warmUpRule(
  { argument, unit, length, from, next }: Extract<ScheduleSaid, { name: 'warmUp' }>,
  plan: Plan,
): ScheduleRule {
  if (unit === 'share') checkEnd(argument, 'a warm-up by share', plan);
  const unitSteps = { steps: 1, epochs: plan.perEpoch, share: plan.steps }[unit];
  const count = Math.max(1, Math.round(length * unitSteps));
  const rest = scheduleRule(next, { ...plan, steps: Math.max(1, plan.steps - count) });
  return {
    ...rest,
    factor: (step, products) =>
      step < count ? from + (1 - from) * (step / count) : rest.factor(step - count, products),
    plateau: rest.plateau && { ...rest.plateau, after: count },
  };
}

function callersRule(
  { argument, of }: Extract<ScheduleSaid, { name: 'function' }>,
  plan: Plan,
): ScheduleRule {
  checkEnd(argument, 'a function', plan);
  return {
    start: () => new Float64Array(0),
    factor(step) {
      const t = step / plan.steps;
      const factor = of(t);
      if (typeof factor === 'number' && factor >= 0 && factor < Infinity) return factor;
      const message = `${argument} must give a finite number from 0 on, not ${show(factor)} as at step ${step} (t = ${t}).`;
      throw new DenselyError('ERR_OPTION', argument, message);
    },
    plateau: null,
    isOwn: false,
  };
}

function checkEnd(argument: string, what: string, { steps }: Plan): void {
  if (steps < Infinity) return;
  const message = `${argument} is ${what}, which goes over the planned steps, and this run has no end that is planned. Choose one that goes by steps or epochs: "constant", "step", "exponential".`;
  throw new DenselyError('ERR_OPTION', argument, message);
}
