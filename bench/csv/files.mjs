// Makes the files that npm run bench -- csv reads, from a seed: 200,000 × 50 each, and one of ids.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

export const ROWS = 200_000;
export const COLS = 50;
const WORDS = 20;

/** Numbers from 0 to 1, the same of each seed (mulberry32). */
export function randomFrom(seed) {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const normal = (random) =>
  Math.sqrt(-2 * Math.log(1 - random())) *
  Math.cos(2 * Math.PI * random()) *
  10 ** (4 * random() - 2);

/** As %.6g of C writes it. */
function short(value) {
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 1e-4 || size >= 1e6) ? value.toExponential(5) : value.toPrecision(6);
  return text
    .replace(/(\.\d*?)0+(?=e|$)/, '$1')
    .replace(/\.(?=e|$)/, '')
    .replace(/e([+-])(\d)$/, 'e$10$2');
}

const whole = (random) => String(Math.floor(random() * 100_000));
const long = (random) => String(normal(random) * (1 + random() / 3));

function day(random) {
  const date = new Date(Date.UTC(2000, 0, 1) + Math.floor(random() * 9000) * 864e5);
  return date.toISOString().slice(0, 10);
}

/** By the place of the column: 30 numbers, 10 of words, 5 of dates, 5 of numbers with holes. */
function mixed(random, j) {
  if (j < 30) return short(normal(random));
  if (j < 40) return `word${Math.floor(random() * WORDS)}`;
  if (j < 45) return day(random);
  return random() < 0.05 ? (random() < 0.5 ? '' : 'NA') : short(normal(random));
}

export const cellsOf = {
  repr: long,
  g6: (random) => short(normal(random)),
  int: whole,
  mixed,
};

/** Writes a header and records. */
export async function writeTable(path, cell, { rows, cols = COLS, names, seed = 1 }) {
  const random = randomFrom(seed);
  const out = createWriteStream(path);
  const header = names ?? Array.from({ length: cols }, (_, j) => `c${j}`);
  let text = `${header.join(',')}\n`;
  for (let i = 0; i < rows; i++) {
    const fields = [];
    for (let j = 0; j < cols; j++) fields.push(cell(random, j));
    text += `${fields.join(',')}\n`;
    if (text.length > 2 ** 20 && !out.write(text)) await once(out, 'drain');
    if (text.length > 2 ** 20) text = '';
  }
  out.end(text);
  await once(out, 'close');
}

/** 32 letters and digits, and what stands behind them. */
export const ID_BYTES = 33;

/** A column of numbers, with or without one of ids, all of which differ. */
export async function writeIds(path, rows, withIds) {
  const part = (random) =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  const id = (random) => Array.from({ length: 4 }, () => part(random)).join('');
  const number = (random) => String(100_000 + Math.floor(random() * 9e5));
  const cell = (random, j) => (withIds && j === 0 ? id(random) : number(random));
  const names = withIds ? ['id', 'n'] : ['n'];
  await writeTable(path, cell, { rows, cols: names.length, names });
}
