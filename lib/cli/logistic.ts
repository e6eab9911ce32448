import { logisticRegressionAsync } from '../index.js';
import type { Command } from './command.js';
import { linearCommand } from './linear.js';
import { forData, logisticLine } from './train-options.js';

export const logistic: Command = linearCommand({
  name: 'logistic',
  summary: 'logistic regression: the straight line to compare with',
  says: [
    'Fits all rows to the optimum, in float64, and prints a weight for each input (of',
    'more than two classes, and of labels, for each of them) and how good the fit is',
    'on these rows.',
  ],
  flags: logisticLine.flags,
  help: logisticLine.help,
  fit: (data, values) => logisticRegressionAsync(data, forData(logisticLine.said(values), data)),
});
