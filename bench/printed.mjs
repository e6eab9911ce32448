// What `npm run bench` prints.
import { writeFileSync } from 'node:fs';
import {
  alignedTable,
  byTask,
  figure,
  header,
  label,
  lines,
  own,
  percentage,
  ratio,
} from '../dist/bench.js';
import { growthTable, growthPicture } from './growth.mjs';
import { pictureTable } from './pictures.mjs';
import { readmeTable } from './readme.mjs';

/** Products: a line each, a column for each contender. */
function wide(rows) {
  const names = [...new Set(rows.map(label))];
  const body = byTask(rows).map((group) => {
    const cell = (name) => {
      const row = group.find((each) => label(each) === name);
      if (!row) return ['', ''];
      const compared = own(group, row.threads);
      const beside = row === compared ? percentage(row.limitShare) : ratio(row, compared);
      return [figure(row.value), beside];
    };
    return [group[0].task, group[0].dtype, ...names.flatMap(cell)];
  });
  const first = [
    'GFLOP/s',
    '',
    ...names.flatMap((name, i) => [name, i === 0 ? 'of limit' : 'ratio']),
  ];
  return alignedTable([first, ...body], [0, 1]);
}

/** How densely compares over all sizes: the geometric mean of the ratios to each contender. */
function means(rows, what) {
  const ratios = new Map();
  for (const group of byTask(rows)) {
    for (const row of group) {
      const compared = own(group, row.threads);
      if (row === compared || row.judged === false || !compared) continue;
      const key = `${row.dtype}, ${label(row)}`;
      ratios.set(key, [...(ratios.get(key) ?? []), compared.value / row.value]);
    }
  }
  return [...ratios].map(([key, list]) => {
    const mean = Math.exp(list.reduce((sum, r) => sum + Math.log(r), 0) / list.length);
    return `${what}, ${key}: geometric mean ${figure(mean)} ×, least ${figure(Math.min(...list))} ×`;
  });
}

function sections(rows) {
  const begins = (text) => (row) => row.task.startsWith(text);
  const [squares, products] = ['matmul', 'product'].map((text) => rows.filter(begins(text)));
  const growing = rows.filter(begins('growth'));
  const pictures = rows.filter(begins('plot'));
  const rest = rows.filter(
    (row) => ![squares, products, growing, pictures].some((list) => list.includes(row)),
  );
  return { rest, squares, products, growing, pictures };
}

function printed(rows, machines, says) {
  const { rest, squares, products, growing, pictures } = sections(rows);
  const notes = [
    'One thread by CPU time, several by wall time; medians. Of limit: share of what the processor',
    'could do at most (docs/performance.md). Ratio: how many times as fast the first row is.',
  ];
  const parts = [[header(machines), says].filter(Boolean).join('\n'), notes.join('\n')];
  if (rest.length > 0) parts.push(lines(rest));
  if (squares.length > 0) parts.push(wide(squares), means(squares, 'matmul').join('\n'));
  if (products.length > 0) parts.push(wide(products), means(products, 'products').join('\n'));
  if (growing.length > 0) parts.push(growthTable(growing));
  if (pictures.length > 0) parts.push(pictureTable(pictures));
  if (rows.some((row) => row.judged === false))
    parts.push('busy: the machine was not idle, so several threads are not judged.');
  return parts.filter(Boolean).join('\n\n');
}

/** @param says of the settings of other libraries */
export function report(rows, { json, readme, svg, machines, says, skipped }) {
  const growing = rows.filter((row) => row.task.startsWith('growth'));
  if (svg && growing.length > 0) writeFileSync(svg, growthPicture(growing));
  for (const what of skipped) console.error(`skipped: ${what}`);
  if (json) console.log(`[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]`);
  else if (readme) console.log(readmeTable(rows));
  else console.log(printed(rows, machines, says));
}
