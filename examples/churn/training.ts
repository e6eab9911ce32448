// The training of the example, in whichever process; run by itself it tells its reports to who has begun it.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { datasets, train, type TrainOptions } from 'densely';
import { csvLog, tensorboard } from 'densely/log';

const parts = datasets.churn().split({ test: 0.2, validation: 0.2, seed: 1, stratify: true });
export const [fit, held, test] = parts;

export const options = {
  hidden: [16],
  validation: held,
  watch: { metrics: ['rocAuc'] },
  patience: 10,
  classWeights: 'balanced',
  weightDecay: 0.01,
  dropout: 0.1,
  learningRate: 0.005,
  schedule: 'cosine',
  epochs: 60,
  reportEvery: 1,
  seed: 1,
} as const satisfies TrainOptions;

/** With a checkpoint of each epoch, a table of the reports, and event files for TensorBoard. */
export function checkpointed(folder: string): TrainOptions {
  return {
    ...options,
    checkpoint: { path: join(folder, 'churn.ckpt'), everyEpochs: 1 },
    resume: 'auto',
    log: [csvLog(join(folder, 'log.csv')), tensorboard(join(folder, 'events'))],
  };
}

const [, script, folder] = process.argv;
if (script === fileURLToPath(import.meta.url)) {
  for await (const { epoch } of train(fit, checkpointed(folder!))) process.send!(epoch);
}
