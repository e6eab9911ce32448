// Reads a file of numbers by csv-parse into columns, once; prints CPU nanoseconds.
//   node bench/csv/csv_parse_peer.mjs FOLDER FILE
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';

const [folder, file] = process.argv.slice(2);
const { parse } = createRequire(`${folder}/`)('csv-parse');
const before = process.cpuUsage();
const columns = [];
let names;
for await (const record of createReadStream(file).pipe(parse())) {
  if (names === undefined) {
    names = record;
    for (const _ of names) columns.push([]);
  } else for (let j = 0; j < names.length; j++) columns[j].push(Number(record[j]));
}
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ spent: [1000 * (user + system)] }));
