// "Did you mean" is said of what a typing error explains, and of nothing else.
import { expect, it } from 'vitest';
import { nearest, nearestHint } from '../../lib/base/errors.js';
import { optionTables } from '../../lib/index.js';

const options = Object.keys(optionTables.train);

it.each([
  ['hiden', 'hidden'],
  ['epoch', 'epochs'],
  ['epohcs', 'epochs'],
  ['Seed', 'seed'],
  ['sede', 'seed'],
  ['learning_rate', 'learningRate'],
  ['lerning_rate', 'learningRate'],
  ['optimiser', 'optimizer'],
  ['opt', 'optimizer'],
  ['classWeight', 'classWeights'],
  ['metrics', 'metric'],
])('%s is meant as %s', (name, meant) => expect(nearest(name, options)).toBe(meant));

it.each([['momentum'], ['sampleWeight'], ['verbose'], ['callbacks'], ['layers'], ['e'], ['']])(
  '%s is meant as nothing',
  (name) => expect(nearest(name, options)).toBeUndefined(),
);

it('takes a name before those that begin with it', () => {
  expect(nearest('SEED', ['seeds', 'seed'])).toBe('seed');
  expect(nearest('he', ['constant', 'heNormal', 'heUniform'])).toBe('heNormal');
  expect(nearest('classify', ['regression', 'classification'])).toBe('classification');
});

it.each([
  ['w', ['u', 'v']],
  ['b', ['a', 'bc']],
  ['no', ['yes', 'maybe']],
  ['rosa', ['setosa', 'virginica']],
])('%s is near none of %j', (name, names) => expect(nearestHint(name, names)).toBe(''));

it('looks at a part of long texts and long lists', () => {
  const long = 'x'.repeat(100_000);
  expect(
    nearest(
      long,
      Array.from({ length: 100_000 }, (_, i) => `name ${i}`),
    ),
  ).toBeUndefined();
  expect(nearest(`${long}y`, ['y', long])).toBe(long);
});
