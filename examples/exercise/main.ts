// The exercise row by row: figures to the terminal, pictures and a page to a folder.
//   npm run exercise -- [--out FOLDER] [--json]
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { backend } from 'densely';
import { page, type Shown } from './page.ts';
import { questions } from './rows.ts';
import { answer, HEAD, printed } from './table.ts';

const { values } = parseArgs({
  options: { out: { type: 'string', default: 'densely-exercise' }, json: { type: 'boolean' } },
});
const folder = resolve(values.out);
await mkdir(folder, { recursive: true });

if (!values.json) console.log(HEAD);
const rows: Shown[] = [];
for (const question of questions) {
  const row = await answer(question);
  if (!values.json) console.log(printed(row));
  const pictures = (await question.pictures?.()) ?? [];
  for (const { file, svg } of pictures) await writeFile(join(folder, file), svg);
  rows.push({ ...row, pictures });
}

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
  console.log(`\n${said}\nPictures: ${join(folder, 'index.html')}`);
}
process.exitCode = passed === rows.length ? 0 : 1;
