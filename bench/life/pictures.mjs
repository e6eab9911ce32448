// What a process feels of pictures that are drawn between other work, as rows.
import { datasets, preActivations, train } from '../../dist/index.js';
import { decisionBoundaryAsync, sweepPanelsAsync, unitMapsAsync } from '../../dist/plot.js';
import { turnsOf } from './cpu.mjs';
import { row } from './row.mjs';

const options = { width: 960 };

/** The longest turn of the event loop of each kind, over six classes and 100,000 examples. */
export async function pictures() {
  const data = datasets.blobs({ size: 100_000 });
  const trained = (units) => train(data, { hidden: [units], epochs: 1, seed: 1, batchSize: 1000 });
  const models = [await trained(4), await trained(16)];
  const runs = models.map((model, i) => ({ hidden: [[4], [16]][i], model }));
  const [, model] = models;
  const kinds = {
    decisionBoundaryAsync: () => decisionBoundaryAsync(model, data, options),
    sweepPanelsAsync: () => sweepPanelsAsync(runs, data, options),
    unitMapsAsync: () => unitMapsAsync((X) => preActivations(model, X), data, options),
  };
  const figures = [];
  for (const [name, draw] of Object.entries(kinds)) {
    const longest = [];
    for (let i = 0; i < 3; i++) {
      const turns = await turnsOf(draw);
      longest.push(Math.max(turns.call, turns.longest));
    }
    const what = `${name}, longest turn of three, 960 px, 100,000 examples of six classes`;
    figures.push(row(what, Math.max(...longest), 'ms', 20));
  }
  return figures;
}
