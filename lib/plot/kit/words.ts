import { readOptions } from '../../base/checks.js';
import { invalid } from '../../base/errors.js';

/** The words that pictures write by themselves, apart from their titles. */
const WORDS = [
  'accuracy',
  'activation',
  'area',
  'average precision',
  'best',
  'bias',
  'calibration error',
  'chance',
  'class',
  'count of weights',
  'derivative',
  'diverged',
  'false positive rate',
  'good',
  'hidden',
  'importance',
  'input',
  'layer',
  'learning rate',
  'logistic',
  'lowest cost',
  'mean',
  'negative weight',
  'of the true class',
  'overfit',
  'parameters',
  'perfectly calibrated',
  'positive weight',
  'precision',
  'predicted class',
  'predicted probability',
  'probability',
  'recall',
  'rising cost',
  'seed',
  'share that is true',
  'size',
  'training',
  'true class',
  'true positive rate',
  'underfit',
  'unit',
  'validation',
  'value',
  'weight',
  'weights',
] as const;

/**
 * A word that pictures write.
 *
 * @example
 * import { datasets } from 'densely';
 * import { scatterPlot, type Word } from 'densely/plot';
 *
 * const word: Word = 'class';
 * console.log(scatterPlot(datasets.moons(), { labels: { [word]: 'Klasse' } }).includes('Klasse 0')); // true
 */
export type Word = (typeof WORDS)[number];

/**
 * Words of pictures in another language, by the English ones: those that are written on them. Titles are given
 * as titles; the description, which is not seen, is English.
 *
 * @example
 * import { datasets } from 'densely';
 * import { type Labels, scatterPlot } from 'densely/plot';
 *
 * const labels: Labels = { class: '클래스' };
 * console.log(scatterPlot(datasets.moons(), { labels }).includes('클래스 0')); // true
 */
export type Labels = Readonly<Partial<Record<Word, string>>>;

/** Names of activations that the exercise writes otherwise than code. */
const ACTIVATIONS: Readonly<Record<string, string>> = {
  relu: 'ReLU',
  leakyRelu: 'leaky ReLU',
  prelu: 'parametric ReLU',
  elu: 'ELU',
  gelu: 'GELU',
  silu: 'SiLU',
  mish: 'Mish',
  selu: 'SELU',
};

/** An activation as pictures write it. */
export function activationName(name: string): string {
  return ACTIVATIONS[name] ?? name;
}

/** What is written for each word. */
export function wordsOf(labels: unknown): (word: Word) => string {
  const given = readOptions('labels', labels, WORDS);
  for (const [word, text] of Object.entries(given))
    if (text !== undefined && typeof text !== 'string')
      throw invalid(`labels[${JSON.stringify(word)}]`, text, 'a text');
  return (word) => (given[word] as string | undefined) ?? word;
}
