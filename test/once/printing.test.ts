// The built package, by import and by require: objects say what they are, and refuse to be lost.
import { expect, it } from 'vitest';
import { hasDist, node } from './children.js';

const script = `
  console.log(initializeParameters(2, 1, 1));
  const data = Dataset.from([[1, 2], [3, 4]], ['no', 'yes']);
  console.log(data);
  const run = train(data, { hidden: [2], epochs: 1 });
  run.then((model) => {
    console.log(run);
    console.log(model);
    try { structuredClone(model); } catch ({ name, code }) { console.log(name, code); }
  });`;

const names = '{ Dataset, initializeParameters, train }';
const told = `{
  W1: Matrix (1, 2), float64
    0.017641  0.0040016,
  b1: Matrix (1, 1), float64
    0,
  W2: Matrix (1, 1), float64
    0.0097874,
  b2: Matrix (1, 1), float64
    0
}
Dataset of 2 examples, float64: X (2, 2), Y (1, 2), classes "no", "yes"
    y  x1  x2
   no   1   2
  yes   3   4
Training, ended; reports: 1, the last: epoch 0, cost COST
Model 2-2-1, float32, scale standard
  from "x1", "x2" to "y", classes "no", "yes"
  layer  activation       W       b  parameters
      1  relu        (2, 2)  (2, 1)           6
      2  sigmoid     (1, 2)  (1, 1)           3
                              total           9
DenselyError ERR_DATA
`;

it.runIf(hasDist).each([
  ['import', ['--input-type=module', '-e', `import ${names} from 'densely';${script}`]],
  ['require', ['--input-type=commonjs', '-e', `const ${names} = require('densely');${script}`]],
])('%s', async (_, args) => {
  const { code, stdout, stderr } = await node(args);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.replace(/cost [\d.]+/, 'cost COST')).toBe(told);
});
