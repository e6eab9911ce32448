// predictAsync of plain rows holds the event loop for no longer than twice what reading them takes.
//   node test/cases/loop-predict-async.mjs
// By CPU time, since wall time depends on what else the machine does. Exit 0 when right.
import { Dataset, Matrix, train } from 'densely';

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const [n, p] = [60_000, 100];
let seed = 7;
const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
const numbers = new Float32Array(n * p).map(random);
const labels = Array.from({ length: n }, () => (random() > 0.5 ? 1 : 0));
const data = Dataset.from(Matrix.of(numbers, n, p).T, labels);
const model = await train(data, { epochs: 1, hidden: [64, 32] });
const rows = Array.from({ length: n }, (_, i) => Array.from(numbers.subarray(i * p, i * p + p)));
const memory = new Float64Array(n * p);

/** What reading rows takes at least: each number looked at, into memory that is there already. */
function checkedCopy() {
  let o = 0;
  for (const row of rows) {
    for (let c = 0; c < p; c++) {
      if (!Number.isFinite(row[c])) throw new Error('no number');
      memory[o++] = row[c];
    }
  }
}

const best = { held: Infinity, copy: Infinity };
for (let k = 0; k < 7; k++) {
  let before = cpu();
  const answer = model.predictAsync(rows);
  best.held = Math.min(best.held, cpu() - before);
  await answer;
  before = cpu();
  checkedCopy();
  best.copy = Math.min(best.copy, cpu() - before);
}
console.log('predictAsync(rows) holds the loop for at most twice a checked copy of the rows');
console.log(`held ${best.held.toFixed(0)} ms of CPU; the copy ${best.copy.toFixed(0)} ms`);
process.exit(best.held <= 2 * best.copy ? 0 : 1);
