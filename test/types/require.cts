// The same package from a CommonJS project.
import densely = require('densely');
import log = require('densely/log');
import plot = require('densely/plot');

const flower = densely.datasets.flower();
const model: Promise<densely.Model<0 | 1>> = densely.train(flower, { epochs: 3 });

export const picture: Promise<string> = model.then((m) => plot.decisionBoundary(m, flower));

export const scored = (of: densely.Model, data: densely.Dataset): densely.Metrics =>
  of.evaluate(data);

export const logs: readonly log.Log[] = [log.csvLog('a.csv'), log.tensorboard('runs')];
