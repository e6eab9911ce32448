// Who leaves? A table of customers from end to end: what it holds, a training that is killed and goes on,
// its curves, a threshold for what a missed case costs, and figures on customers that nobody has looked at.
//   npm run example -- churn/main FOLDER
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { datasets, train, type Model } from 'densely';
import { learningCurves } from 'densely/plot';
import { checkpointed, fit, held, options, test } from './training.ts';

const folder = process.argv[2] ?? 'densely-churn';
mkdirSync(folder, { recursive: true });

console.log(`${String(datasets.churn().schema)}\n`);

/** The training in a process of its own, killed at its seventh report. */
const worker = fileURLToPath(import.meta.url).replace(/main(?=\.\w+$)/, 'training');
const child = fork(worker, [folder], { stdio: 'inherit' });
for await (const [epoch] of events(child)) {
  if (epoch < 6) continue;
  child.kill('SIGKILL');
  break;
}
await once(child, 'exit');
console.log('killed at epoch 6');

/** It goes on in this one, as if nothing had happened. */
const model = await train(fit, checkpointed(folder));
const whole = await train(fit, options);
console.log(`resumed: ${hash(model)}, never killed: ${hash(whole)}`);

const { best, ended, validation } = model.history;
console.log(`${ended} after ${validation!.cost.length} looks, the best at epoch ${best!.epoch}`);
writeFileSync(join(folder, 'curves.svg'), learningCurves(model.history));

/** A customer who leaves unseen costs ten letters that were sent for nothing. */
const [chosen, price] = cheapest(model);
console.log(`threshold ${chosen.toFixed(2)}: ${price} letters on the ${held.size} held out`);
const scores = model.evaluate(test);
console.log(`test: ROC AUC ${scores.rocAuc!.toFixed(3)}, cost ${scores.cost.toFixed(3)}`);
console.log(`test at ${chosen.toFixed(2)}: ${letters(model, test, chosen)} letters,`);
console.log(`     at 0.50: ${letters(model, test, 0.5)}`);
await model.save(join(folder, 'churn.safetensors'));

function hash({ parameters }: Model): string {
  const sum = createHash('sha1');
  for (const { data } of Object.values(parameters)) sum.update(new Uint8Array(data.buffer));
  return sum.digest('hex').slice(0, 12);
}

function letters(of: Model, data: typeof held, threshold: number): number {
  const labels = data.labels;
  return of.probabilities(data.records()).reduce((sum, [, leaves = 0], i) => {
    const warned = leaves >= threshold;
    return sum + (labels[i] === 'yes' ? (warned ? 1 : 10) : warned ? 1 : 0);
  }, 0);
}

function cheapest(of: Model): [threshold: number, letters: number] {
  const thresholds = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);
  const prices = thresholds.map((threshold) => letters(of, held, threshold));
  const lowest = Math.min(...prices);
  return [thresholds[prices.indexOf(lowest)]!, lowest];
}

async function* events(from: typeof child): AsyncGenerator<[epoch: number]> {
  while (from.connected) yield (await once(from, 'message')) as [number];
}
