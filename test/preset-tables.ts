// Tables on which the preset is tried: a straight line with a bend, and noise.
import { Dataset, RandomState } from '../lib/index.js';

/** What the targets are. */
export type PresetTask = 'two' | 'three' | 'values' | 'labels';

export const presetTasks: readonly PresetTask[] = ['two', 'three', 'values', 'labels'];

/** The numbers of an example, and what it is before any noise. */
function examples(m: number, random: RandomState): { rows: number[][]; scores: number[] } {
  const rows = Array.from({ length: m }, () => Array.from({ length: 5 }, () => random.normal()));
  const scores = rows.map(([a, b, c, d]) => 1.5 * a! - b! + 1.2 * c! * d!);
  return { rows, scores };
}

const chance = (score: number): number => 1 / (1 + Math.exp(-score));

export function presetTable(
  task: PresetTask,
  m = 150,
  { weights = false }: { readonly weights?: boolean } = {},
): Dataset {
  const random = new RandomState(7);
  const { rows, scores } = examples(m, random);
  const noisy = (score: number): number => score + 0.5 * random.normal();
  const bit = (score: number): 0 | 1 => (random.random() < chance(score) ? 1 : 0);
  const own = weights ? { weights: rows.map(() => random.interval(3)) } : {};
  if (task === 'values') return Dataset.from(rows, scores.map(noisy), own);
  if (task === 'labels') {
    const labels = rows.map(([a], j) => [bit(scores[j]!), bit(-a!)]);
    return Dataset.from(rows, labels, { task: 'multilabel', ...own });
  }
  const words = task === 'two' ? ['no', 'yes'] : ['low', 'middle', 'high'];
  const labels = scores.map((score) => {
    if (task === 'two') return words[bit(score)]!;
    const z = noisy(score);
    return words[z < -0.7 ? 0 : z < 0.7 ? 1 : 2]!;
  });
  return Dataset.from(rows, labels, own);
}
