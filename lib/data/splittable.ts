import { nothingMore, readOptions, seedNumber } from '../base/checks.js';
import type { Matrix } from '../base/matrix.js';
import { RandomState } from '../base/random.js';
import type { KFoldOptions, SplitOptions, ValidationSplitOptions } from './dataset-options.js';
import { foldsOf } from './folds.js';
import type { FrameColumn } from './frame.js';
import { exampleNumbers, permuted } from './parting.js';
import { splitExamples } from './split.js';
import { Table } from './table.js';
import type { Label, Task } from './targets.js';

/** What is made of a dataset D by the numbers of its examples. */
export abstract class Splittable<L extends Label, R extends object, D> extends Table<R> {
  abstract readonly Y: Matrix;
  abstract readonly targets: readonly string[];
  abstract readonly classes: readonly L[] | null;

  abstract get task(): Task;

  /** @internal */
  protected abstract get groupsColumn(): FrameColumn | undefined;

  /** @internal @param examples numbers in shared memory: a view by them, no copy */
  protected abstract part(examples: Uint32Array): D;

  /**
   * Parts for training and for testing, and between them one for validation where its share is said: at
   * random; or the classes in equal shares (`stratify`); or whole groups (`groups`), as a dataset that has
   * groups is always split unless `groups: false` is said; or the last examples by a column (`time`), the
   * earliest of each part first.
   *
   * @throws `ERR_OPTION` when a part would be empty, `ERR_DATA` when a stratified class has too few examples, or
   * where a group or a time is missing
   *
   * @example
   * import { datasets } from 'densely';
   *
   * const [fit, test] = datasets.flower().split({ test: 0.2, seed: 1 });
   * console.log(fit.size, test.size); // 320 80
   *
   * @example
   * import { Dataset } from 'densely';
   *
   * const rows = [[2021, 5], [2019, 7], [2020, 6], [2021, 4]];
   * const data = Dataset.from(rows, ['a', 'b', 'a', 'b'], { features: ['year', 'size'] });
   * const [fit, validation, test] = data.split({ test: 0.4, validation: 0.25, time: 'year' });
   * console.log(fit.labels, validation.labels, test.labels); // [ 'b' ] [ 'a' ] [ 'a', 'b' ]
   */
  split(options: ValidationSplitOptions): [train: D, validation: D, test: D];
  split(options: SplitOptions): [train: D, test: D];
  split(options: SplitOptions | ValidationSplitOptions): D[] {
    nothingMore('split()', arguments, 1);
    const parts = splitExamples(this, options, this.groupsColumn);
    return parts.map((examples) => this.part(examples));
  }

  /**
   * Folds for cross-validation: each example is held out once, and the others are there to fit on. At random,
   * or with the classes in equal shares (`stratify`), or in whole groups (`groups`), as in
   * {@link Dataset.split}; with a `seed` they are dealt out in turn ({@link KFoldOptions}). With `time` each fold fits on all that came before what it holds out: of one window
   * more than folds the first is only fitted on.
   *
   * @throws `ERR_OPTION` for more folds than examples, groups or times allow, `ERR_DATA` when a stratified class
   * has fewer examples than folds, or where a group or a time is missing
   *
   * @example
   * import { datasets, logisticRegression } from 'densely';
   *
   * const scores: number[] = [];
   * for (const [fit, held] of datasets.moons().kFold({ folds: 4, seed: 1 }))
   *   scores.push(logisticRegression(fit).evaluate(held).accuracy);
   * console.log(scores); // [ 0.88, 0.86, 0.9, 0.76 ]
   */
  kFold(options?: KFoldOptions): Generator<[fit: D, held: D], void, undefined> {
    nothingMore('kFold()', arguments, 1);
    return this.#folds(foldsOf(this, options, this.groupsColumn));
  }

  *#folds(folds: ReturnType<typeof foldsOf>): Generator<[fit: D, held: D], void, undefined> {
    for (const [fit, held] of folds) yield [this.part(fit), this.part(held)];
  }

  /** @internal The numbers of the examples that each fold of {@link kFold} holds out, with its parts. */
  *numberedFolds(options: KFoldOptions): Generator<[fit: D, held: D, examples: Uint32Array], void> {
    for (const [fit, held] of foldsOf(this, options, this.groupsColumn)) {
      const examples = held.slice();
      yield [this.part(fit), this.part(held), examples];
    }
  }

  /**
   * The examples with the given numbers (0 … size − 1), in that order; the classes stay. A view, as
   * the parts of `split` are: the numbers are not copied.
   *
   * @throws `ERR_DATA` for a number that is no example's
   *
   * @example
   * import { datasets } from 'densely';
   *
   * console.log(datasets.flower().subset([0, 1, 399]).labels); // [ 0, 0, 1 ]
   */
  subset(examples: ArrayLike<number>): D {
    nothingMore('subset()', arguments, 1);
    return this.part(exampleNumbers(examples, this.size));
  }

  /**
   * The same examples in a random order. `seed` is 0 by default.
   *
   * @example
   * import { Dataset } from 'densely';
   *
   * console.log(Dataset.from([[1], [2], [3]], ['a', 'b', 'c']).shuffle({ seed: 1 }).labels); // [ 'a', 'c', 'b' ]
   */
  shuffle(options?: { readonly seed?: number | undefined }): D {
    nothingMore('shuffle()', arguments, 1);
    const { seed = 0 } = readOptions('options', options, ['seed']);
    return this.part(permuted(this.size, new RandomState(seedNumber('seed', seed))));
  }
}
