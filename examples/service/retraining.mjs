// The service while it retrains on a large table that it has at hand: for load.mjs, which forks it.
import { Dataset } from 'densely';
import { buildApp } from './app.mjs';
import { Store } from './store.mjs';
import { training } from './training.mjs';

const [ROWS, FEATURES] = [400_000, 50];

/** A table of two classes, the same each time. */
function table() {
  const data = new Float64Array(ROWS * FEATURES);
  for (let i = 0; i < data.length; i++) data[i] = ((i * 2_654_435_761) % 1_000_003) / 1_000_003;
  const labels = new Float64Array(ROWS);
  for (let j = 0; j < ROWS; j++) labels[j] = data[j * FEATURES] > 0.5 ? 1 : 0;
  return Dataset.from({ shape: [ROWS, FEATURES], data }, labels);
}

const [store, { signal }] = [new Store(), new AbortController()];
const app = await buildApp({ store });
const data = table();
const small = data.subset(Array.from({ length: 1000 }, (_, j) => j));

/** One training from its data to the served model. */
async function retrain(of, options) {
  for await (const { event } of training(of, options, { store, signal }))
    if (event === 'done') return;
}

await retrain(small, { epochs: 1, seed: 1 });
const url = await app.listen({ port: 0 });
process.on('message', async () => {
  for (;;) await retrain(data, { epochs: 2, batchSize: 256, seed: 1 });
});
process.send(url);
