// The figures that a training may watch on held-out examples: those of `evaluate`, by name, and callers' own.
import { invalid, nearestHint, show } from '../base/errors.js';
import { keysOf } from '../base/option-table.js';
import { isKeyed } from '../base/tags.js';
import { metricTable, type MetricName } from '../backend/metrics/table.js';
import { taskNouns, type Task } from '../data/task.js';
import { ownMetric, type MetricRule } from './own-metric.js';

/** The figures of a task; `classes` says how many there are, where there are any. */
export function metricNames(task: Task, classes: number): MetricName[] {
  return keysOf(metricTable).filter((name) => {
    const { tasks, twoClasses = false } = metricTable[name];
    return tasks.includes(task) && !(twoClasses && task === 'classification' && classes !== 2);
  });
}

/**
 * The figure that an option names, or brings.
 *
 * @param classes how many there are, where the targets are classes
 * @throws `ERR_OPTION` for another name, for a figure that the targets do not have, and for an object that is no
 * {@link OwnMetric}
 */
export function metricOption(
  argument: string,
  value: unknown,
  task: Task,
  classes: number,
): MetricRule {
  if (isKeyed(value)) return ownMetric(argument, value);
  const names = metricNames(task, classes);
  const name = names.find((known) => known === value);
  if (name !== undefined) {
    const { minimize, of } = metricTable[name];
    return { name, minimize, of, known: name };
  }
  const here = task === 'classification' ? `${classes} classes` : taskNouns[task];
  const known = typeof value === 'string' && Object.hasOwn(metricTable, value);
  const hint = typeof value === 'string' && !known ? nearestHint(value, names) : '';
  const why = known ? `: ${show(value)} is no figure of ${here}` : hint;
  throw invalid(
    argument,
    value,
    `one of ${names.map(show).join(', ')}, or { metric, minimize } of your own${why}`,
  );
}
