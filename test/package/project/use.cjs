// As use.mjs, by require.
const { createHash } = require('node:crypto');
const { backend, datasets, train } = require('densely');
const { decisionBoundary } = require('densely/plot');

const options = { hidden: [5], epochs: 4, seed: 1, dtype: 'float32' };
train(datasets.flower(), options).then(({ parameters }) => {
  const hash = createHash('sha256');
  for (const name of Object.keys(parameters)) hash.update(parameters[name].data);
  const { name, isa } = backend();
  console.log(name, isa, hash.digest('hex').slice(0, 16), typeof decisionBoundary);
});
