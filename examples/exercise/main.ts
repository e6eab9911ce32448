// The exercise row by row: figures to the terminal, pictures and a page to a folder.
//   npm run exercise -- [ROW...] [--out FOLDER] [--json]
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { backend } from 'densely';
import { page, type Shown } from './page.ts';
import { questions } from './rows.ts';
import { answer, HEAD, printed } from './table.ts';

const { values, positionals } = parseArgs({
  options: { out: { type: 'string', default: 'densely-exercise' }, json: { type: 'boolean' } },
  allowPositionals: true,
});
const asked = questions.filter(
  ({ row }) => positionals.length === 0 || positionals.includes(String(row)),
);
if (asked.length < positionals.length) {
  console.error(
    `exercise: there are rows 1 to ${questions.length}, not all of ${positionals.join(', ')}`,
  );
  process.exit(2);
}
const folder = resolve(values.out);
await mkdir(folder, { recursive: true });

/** On standard error, where somebody looks. */
const progress = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}`);
};

const rows: Shown[] = [];
for (const question of asked) {
  progress(`row ${question.row}, ${rows.length} of ${asked.length} done`);
  const row = await answer(question);
  const pictures = (await question.pictures?.()) ?? [];
  for (const { file, svg } of pictures) await writeFile(join(folder, file), svg);
  rows.push({ ...row, pictures });
}
progress('');

const passed = rows.filter(({ pass }) => pass).length;
const { name, isa } = backend();
const on = name === 'js' ? 'the JavaScript backend' : `the native backend, ${isa}`;
const said = `${passed} of ${rows.length} rows pass on ${on}, float64.`;
await writeFile(join(folder, 'index.html'), page(rows, said));

if (values.json) {
  const told = rows.map(({ pictures, ...row }) => ({
    ...row,
    pictures: pictures.map(({ file }) => file),
  }));
  console.log(JSON.stringify({ backend: { name, isa }, passed, rows: told }, null, 2));
} else {
  const table = [HEAD, ...rows.map(printed)].join('\n');
  console.log(`${said}\n\n${table}\n\n${said}\nPictures: ${join(folder, 'index.html')}`);
}
process.exitCode = passed === rows.length ? 0 : 1;
