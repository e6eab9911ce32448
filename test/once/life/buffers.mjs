// Fifty trainings on the caller's buffers, which are transferred, shrunk or overwritten at some moment
// of the run. Prints how many gave other bits than the undisturbed run.
import { createHash } from 'node:crypto';
import { Dataset, Matrix, train } from '../../../dist/index.js';
import { pause } from './long.mjs';

const [COUNT, M, N] = [50, 500, 8];

/** Examples and targets, each on a resizable buffer of its own. */
function buffers() {
  const make = (length, value) => {
    const bytes = length * 8;
    return new Float64Array(new ArrayBuffer(bytes, { maxByteLength: bytes })).map(value);
  };
  const resizable = (source) => {
    const bytes = source.byteLength;
    const array = new Float64Array(new ArrayBuffer(bytes, { maxByteLength: bytes }));
    array.set(source);
    return array;
  };
  return [
    resizable(make(N * M, (_, i) => Math.sin(i * 12.9898) * 2)),
    resizable(make(M, (_, i) => (Math.sin(i) > 0 ? 1 : 0))),
  ];
}

const harms = [
  () => {},
  (array) => structuredClone(array.buffer, { transfer: [array.buffer] }),
  (array) => array.buffer.resize(0),
  (array) => array.buffer.resize(8 * N),
  (array) => array.fill(NaN),
];

async function hashOf(harm, delay) {
  const [x, y] = buffers();
  const options = { hidden: [32, 16], epochs: 30, seed: 1, batchSize: 50 };
  const run = train(Dataset.from(Matrix.of(x, N, M), Matrix.of(y, 1, M)), options);
  if (delay > 0) await pause(delay);
  harm(x);
  harm(y);
  const model = await run;
  const hash = createHash('sha256').update(model.history.cost);
  for (const m of Object.values(model.parameters)) hash.update(m.data);
  return hash.digest('hex');
}

const undisturbed = await hashOf(() => {}, 0);
let different = 0;
for (let i = 0; i < COUNT; i++) {
  if ((await hashOf(harms[i % harms.length], i % 12)) !== undisturbed) different++;
}
console.log(JSON.stringify({ count: COUNT, different }));
