// Tables of which the truth is known: a logistic model, and classes that nothing tells.
import { Dataset, RandomState } from 'densely';

const COLUMNS = 20;
const INTERCEPT = -1;
/** Deviation of what the columns say together. */
const SIGNAL = 1.5;
const RATE = 0.25;

const chance = (score) => 1 / (1 + Math.exp(-score));

/** 20 columns N(0, 1). `logistic`: coefficients N(0, 1.5²/20), intercept −1; `noise`: a quarter, by chance. */
export function syntheticTable({ kind, rows }) {
  const random = new RandomState(rows);
  const normals = () => Array.from({ length: COLUMNS }, () => random.normal());
  const coefficients = normals().map((value) => (value * SIGNAL) / Math.sqrt(COLUMNS));
  const examples = Array.from({ length: rows }, normals);
  const score = (row) => row.reduce((sum, x, i) => sum + x * coefficients[i], INTERCEPT);
  const rate = kind === 'logistic' ? (row) => chance(score(row)) : () => RATE;
  const labels = examples.map((row) => (random.random() < rate(row) ? 'yes' : 'no'));
  return Dataset.from(examples, labels);
}
