// Saves models number `first` to `last` over one file; prints i after model i is saved.
import { counting } from './counting.mjs';

const [path, first, last] = process.argv.slice(2);
for (let i = Number(first); i <= Number(last); i++) {
  await counting(i).save(path);
  process.stdout.write(`${i}\n`);
}
