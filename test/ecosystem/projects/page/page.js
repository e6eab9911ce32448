// The exercise in a page; what came of it is told to the server that the page came from.
import { backend, datasets, train } from 'densely';
import { decisionBoundary } from 'densely/plot';

const show = (id) => document.getElementById(id);

async function learn() {
  const flower = datasets.flower();
  const run = train(flower, {
    hidden: [4],
    activation: 'tanh',
    initializer: { normal: 0.01 },
    optimizer: 'sgd',
    learningRate: 1.2,
    batchSize: 'all',
    epochs: 6001,
    reportEvery: 1000,
    seed: 3,
    dtype: 'float64',
    scale: 'none',
  });
  const costs = [];
  for await (const { epoch, cost } of run) {
    costs.push(cost.toFixed(6));
    show('costs').textContent += `${String(epoch).padStart(5)}  ${cost.toFixed(6)}\n`;
  }
  const model = await run;
  show('picture').innerHTML = decisionBoundary(model, flower, { step: 0.05 });
  const { accuracy } = model.evaluate(flower);
  return {
    backend: backend().name,
    costs,
    accuracy,
    drawn: show('picture').querySelectorAll('path').length,
  };
}

const report = (result) => fetch('/report', { method: 'POST', body: JSON.stringify(result) });

window.addEventListener('error', ({ message }) => report({ error: message }));
learn().then(report, (error) => report({ error: String(error?.stack ?? error) }));
