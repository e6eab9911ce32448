// As use.mjs, with what is imported in the hands of what is required: they are the same.
const { createHash } = require('node:crypto');
const { backend, Model, train } = require('densely');

async function main() {
  const { datasets, Model: imported } = await import('densely');
  const { decisionBoundary } = await import('densely/plot');
  if (Model !== imported) throw new Error('import and require give two libraries');
  const options = { hidden: [5], epochs: 4, seed: 1, dtype: 'float32' };
  const { parameters } = await train(datasets.flower(), options);
  const hash = createHash('sha256');
  for (const name of Object.keys(parameters)) hash.update(parameters[name].data);
  const { name, isa } = backend();
  console.log(name, isa, hash.digest('hex').slice(0, 16), typeof decisionBoundary);
}

main();
