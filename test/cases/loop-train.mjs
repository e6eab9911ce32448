// train() gives the event loop back at once, whatever the data: 6 million numbers here.
//   node test/cases/loop-train.mjs
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
const held = [];
for (let k = 0; k < 3; k++) {
  const before = cpu();
  const run = train(data, { epochs: 1, hidden: [16] });
  held.push(Math.round(cpu() - before));
  await run;
}
console.log('train() gives the loop back within about 25 ms');
console.log('ms of CPU before it returned:', held.join(', '));
process.exit(Math.min(...held) <= 50 ? 0 : 1);
