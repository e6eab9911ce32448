// The package itself: with nothing named, and as 0.1.0 trained.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backend, train } from 'densely';
import { binary } from '../../scripts/native.mjs';
import { root } from '../../scripts/tools.mjs';
import { syntheticTable } from './synthetic.mjs';

const options = { densely: {}, epochs100: { epochs: 100, validation: 'none' } };

export const ownLearners = Object.keys(options);

/** Of the built package: what another one learnt is learnt again. */
export function ownVersion() {
  const hash = createHash('sha256').update(backend().name);
  for (const file of [join(root, 'dist', 'library.cjs'), binary])
    if (existsSync(file)) hash.update(readFileSync(file));
  return `densely ${hash.digest('hex').slice(0, 12)}`;
}

function cpuSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Trainings after which V8 has compiled what they run: in the first ones of a process it takes most of the time. */
const WARM = 25;

export async function warmUp() {
  const data = syntheticTable({ kind: 'noise', rows: 300 });
  for (let seed = 0; seed < WARM; seed++)
    for (const learner of ownLearners) await train(data, { seed, ...options[learner] });
}

/** Log loss, or the root of the mean squared error over the targets' deviation. */
function lossOf(test, { cost, rmse }) {
  if (test.classes) return cost;
  const { labels } = test;
  const mean = labels.reduce((sum, value) => sum + value, 0) / labels.length;
  const variance = labels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / labels.length;
  return rmse / Math.sqrt(variance);
}

/** Trains and evaluates: `{ loss, auc, cpu }`, CPU seconds of all threads from rows as people have them. */
export async function measureOwn(learner, { fit, test }, seed) {
  const start = cpuSeconds();
  const model = await train(fit, { seed, ...options[learner] });
  const cpu = cpuSeconds() - start;
  const metrics = await model.evaluateAsync(test);
  return { loss: lossOf(test, metrics), auc: metrics.rocAuc ?? null, cpu };
}
