// One part of bench:life, in a process of its own: prints its rows as JSON. What 0.1.0 took stands in
// them as a text: it was measured with that release on Intel Xeons with two cores.
//   node bench/life/part.mjs NAME
import * as densely from '../../dist/index.js';
import { modelFiles } from './files.mjs';
import { pictures } from './pictures.mjs';
import { evaluations, parts, predictions } from './serving.mjs';
import { trainings } from './training.mjs';

const files = () => modelFiles(densely);
const all = { trainings, predictions, evaluations, parts, pictures, files };

// What is loaded at first use is not counted with it.
const { datasets, train } = densely;
await train(datasets.moons(), { epochs: 1 });
console.log(JSON.stringify(await all[process.argv[2]]()));
