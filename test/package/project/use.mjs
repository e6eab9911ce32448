// Trains a little and prints the backend, its instruction set and a hash of the parameters.
import { createHash } from 'node:crypto';
import { backend, datasets, train } from 'densely';
import { decisionBoundary } from 'densely/plot';

const options = { hidden: [5], epochs: 4, seed: 1, dtype: 'float32' };
const { parameters } = await train(datasets.flower(), options);
const hash = createHash('sha256');
for (const name of Object.keys(parameters)) hash.update(parameters[name].data);
const { name, isa } = backend();
console.log(name, isa, hash.digest('hex').slice(0, 16), typeof decisionBoundary);
