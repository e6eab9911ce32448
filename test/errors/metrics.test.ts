// Metrics that are asked for, and weights, that cannot be.
import { expect, it } from 'vitest';
import { atOnce } from '../../lib/base/slices.js';
import type { Task } from '../../lib/data/task.js';
import { Dataset, Matrix, metrics, Model } from '../../lib/index.js';
import { metricOption } from '../../lib/model/watched.js';
import { each, refused, refusedWith, wrong } from '../refusals.js';

const asked =
  (task: Task, classes = 0) =>
  (value: unknown) =>
    metricOption('metric', value, task, classes);
const own = { metric: () => 1, minimize: true };

refused('a metric', [
  ...each('ERR_OPTION', asked('classification', 2), [
    ['acuracy', 'metric', 'one of "cost", "accuracy"', 'the nearest is "accuracy"'],
    ['r2', 'metric', '"rocAuc"', '"r2" is no figure of 2 classes'],
    ['toString', 'metric', 'one of "cost"', 'not "toString"'],
    [undefined, 'metric', 'or { metric, minimize } of your own', 'not undefined'],
    [() => 1, 'metric', '{ metric, minimize }', 'not a function'],
    [['rocAuc'], 'metric', 'one of'],
    [{ ...own, minimise: true }, 'minimise', 'did you mean "minimize"'],
    [{ minimize: true }, 'metric.metric', 'a function of (y, p, weights)', 'not undefined'],
    [{ metric: 'rocAuc', minimize: false }, 'metric.metric', 'not "rocAuc"'],
    [{ metric: () => 1 }, 'metric.minimize', 'true or false'],
    [{ ...own, minimize: 'yes' }, 'metric.minimize', 'not "yes"'],
    [{ ...own, name: '' }, 'metric.name', 'a text that is not empty'],
    [{ ...own, name: 3 }, 'metric.name', 'not 3'],
  ]),
  ...each('ERR_OPTION', asked('classification', 3), [
    ['rocAuc', 'metric', 'one of "cost", "accuracy", "balancedAccuracy", "brier"', '3 classes'],
    ['f1', 'metric', '"f1" is no figure of 3 classes'],
  ]),
  ...each('ERR_OPTION', asked('regression'), [
    ['accuracy', 'metric', 'one of "cost", "mse", "rmse", "mae", "r2"', 'no figure of values'],
  ]),
  ...each('ERR_OPTION', asked('multilabel'), [
    ['accuracy', 'metric', '"subsetAccuracy"', 'no figure of labels'],
  ]),
]);

const measured = (metric: unknown) =>
  atOnce(
    metricOption('metric', { metric, minimize: true, name: 'mine' }, 'regression', 0).of({
      cost: 0,
      outputs: Float64Array.of(1, 2),
      codes: null,
      Y: Matrix.from([[1, 3]]),
      weights: null,
      positive: 1,
    }),
  );

refused('what a metric of one’s own gives', [
  ...each('ERR_OPTION', (value) => measured(() => value), [
    ['0.5', 'metric', 'metric "mine" must return a number, not "0.5"'],
    [undefined, 'metric', 'not undefined'],
    [1n, 'metric', 'not 1n'],
    [Promise.resolve(1), 'metric', 'not a Promise'],
  ]),
]);

it('an error of a metric is told, and kept as the cause', async () => {
  const cause = new RangeError('boom');
  const error = await refusedWith(() =>
    measured(() => {
      throw cause;
    }),
  );
  expect([error.code, error.argument, error.cause]).toEqual(['ERR_OPTION', 'metric', cause]);
  expect(error.message).toContain('metric "mine" threw: boom');
});

const [P, Y] = [Matrix.from([[0, 1, 1]]), Matrix.from([[0, 1, 0]])];
refused('metrics.accuracy', [
  ...each('ERR_DATA', (weights) => metrics.accuracy(P, Y, wrong({ weights })), [
    [[1, 1, -1], 'weights[2]', 'a finite number, 0 or above', 'not -1'],
    [[1, NaN, 1], 'weights[1]', 'not NaN'],
    [[0, 0, 0], 'weights', 'all 0'],
  ]),
  ...each('ERR_OPTION', (options) => metrics.accuracy(P, Y, wrong(options)), [
    [{ weight: [1, 1, 1] }, 'weight', 'did you mean "weights"'],
    [[1, 1, 1], 'options', 'an object'],
    [{ weights: 3 }, 'weights', 'a list of one entry per example'],
  ]),
  ...each('ERR_SHAPE', (weights) => metrics.accuracy(P, Y, wrong({ weights })), [
    [[1, 1], 'weights', '2 entries but there are 3 examples'],
  ]),
]);

const model = Model.from({ W1: Matrix.from([[1]]), b1: Matrix.from([[0]]) });
const data = Dataset.from([[1], [2], [3]], [0, 1, 1], { weights: [0, 0, 1] });
const nothing = data.subset([0, 1]);
refused('a part of a dataset in which no example counts', [
  ['evaluate', () => model.evaluate(nothing), 'ERR_DATA', 'data', 'weights are 0'],
  ['evaluateAsync', () => model.evaluateAsync(nothing), 'ERR_DATA', 'data', 'Take others'],
]);
