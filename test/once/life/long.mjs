// Trainings that do not end by themselves for many minutes: one with long steps, one with tiny steps.
import { datasets, train } from '../../../dist/index.js';

const options = { epochs: 1e9, reportEvery: 1e8, batchSize: 'all', seed: 1 };

export function longSteps() {
  return train(datasets.flower({ size: 2000 }), { ...options, hidden: [256, 256] });
}

export function tinySteps() {
  return train(datasets.flower(), { ...options, hidden: [4], learningRate: 1e-9 });
}

export const kinds = [longSteps, tinySteps];

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
