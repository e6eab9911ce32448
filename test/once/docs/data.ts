// The files that the docstrings' examples read.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { idx } from '../../idx.js';

/** 60 customers: who uses little leaves. */
function churn(): string {
  const rows = Array.from({ length: 60 }, (_, i) => {
    const usage = ((37 * i) % 100) / 100;
    return [20 + ((7 * i) % 45), 1 + (i % 3), usage, usage < 0.4 ? 'yes' : 'no'].join(',');
  });
  return ['age,plan,usage,left', ...rows, ''].join('\n');
}

export function writeExampleData(folder: string): void {
  writeFileSync(join(folder, 'churn.csv'), churn());
  const images = [0, 9, 9, 0, 255, 0, 0, 255, 0, 8, 8, 0];
  writeFileSync(join(folder, 'images-idx3-ubyte'), idx([3, 2, 2], images));
  writeFileSync(join(folder, 'labels-idx1-ubyte'), idx([3], [0, 1, 0]));
}
