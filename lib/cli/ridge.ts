import { ridgeAsync } from '../index.js';
import type { Command } from './command.js';
import { linearCommand } from './linear.js';
import { ridgeLine } from './train-options.js';

export const ridge: Command = linearCommand({
  name: 'ridge',
  summary: 'ridge regression: the same for values',
  says: [
    'Fits all rows to the optimum, in float64, and prints a weight for each input (of',
    'several targets, for each of them) and how good the fit is on these rows.',
  ],
  flags: ridgeLine.flags,
  help: ridgeLine.help,
  fit: (data, values) => ridgeAsync(data, ridgeLine.said(values)),
});
