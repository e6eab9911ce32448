// Saves a small model, then one of 4 MB that does not fit or may not be written, and prints what happened.
// With `unprivileged` the folder is closed between the two, and root becomes somebody else.
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DenselyError, Model } from '../../../dist/index.js';
import { counted, counting } from './counting.mjs';

const [folder, way] = process.argv.slice(2);
const path = join(folder, 'model.safetensors');
const told = (error) => ({
  known: error instanceof DenselyError,
  code: error.code,
  argument: error.argument,
  message: error.message,
  cause: error.cause?.code,
});

await counting(8).save(path);
if (way === 'unprivileged') {
  chmodSync(folder, 0o555);
  chmodSync(path, 0o444);
  if (process.getuid() === 0) process.seteuid(65534);
}
const saved = await counting(9)
  .save(path)
  .then(() => 'saved', told);
const [names, kept] = [readdirSync(folder), await counted(path)];
let loaded;
if (way === 'unprivileged') {
  if (process.getuid() === 0) process.seteuid(0);
  chmodSync(path, 0);
  if (process.getuid() === 0) process.seteuid(65534);
  loaded = await Model.load(path).then(() => 'loaded', told);
}
console.log(JSON.stringify({ saved, names, kept, loaded }));
