// The files that the docstrings' examples read.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { idx } from '../../idx.js';

/** 60 customers: who uses little leaves. */
function churn(): string {
  const rows = Array.from({ length: 60 }, (_, i) => {
    const usage = ((37 * i) % 100) / 100;
    return [20 + ((7 * i) % 45), 1 + (i % 3), usage, usage < 0.4 ? 'yes' : 'no'].join(',');
  });
  return ['age,plan,usage,left', ...rows, ''].join('\n');
}

/** A file of NumPy, little-endian. */
function npy(descr: string, shape: string, values: Uint8Array): Uint8Array {
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }\n`;
  const length = Buffer.from([dict.length % 256, Math.floor(dict.length / 256)]);
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x01\0', 'latin1'),
    length,
    Buffer.from(dict),
    values,
  ]);
}

export function writeExampleData(folder: string): void {
  writeFileSync(join(folder, 'churn.csv'), churn());
  const images = [0, 9, 9, 0, 255, 0, 0, 255, 0, 8, 8, 0];
  writeFileSync(join(folder, 'images-idx3-ubyte'), idx([3, 2, 2], images));
  writeFileSync(join(folder, 'labels-idx1-ubyte'), idx([3], [0, 1, 0]));
  const customers = [
    { name: 'age', data: [41, 23, 35], type: 'INT32' as const },
    { name: 'plan', data: ['team', 'free', 'team'], type: 'STRING' as const },
    { name: 'left', data: ['no', 'yes', 'no'], type: 'STRING' as const },
  ];
  const parquet = new Uint8Array(parquetWriteBuffer({ columnData: customers }));
  writeFileSync(join(folder, 'churn.parquet'), parquet);
  const examples = Float32Array.of(41, 0.25, 23, 0.5, 35, 0.75);
  writeFileSync(join(folder, 'X.npy'), npy('<f4', '3, 2', new Uint8Array(examples.buffer)));
  const labels = Array.from('no\0yesno\0', (letter) => letter.codePointAt(0)!);
  writeFileSync(
    join(folder, 'y.npy'),
    npy('<U3', '3,', new Uint8Array(Uint32Array.from(labels).buffer)),
  );
}
