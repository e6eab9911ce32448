// Which examples a training holds out to look at.
import { isRecord, readOptions } from '../base/checks.js';
import { sharedIndices } from '../base/dtype.js';
import { DenselyError, invalid, show } from '../base/errors.js';
import { derivedSeed } from '../base/random.js';
import { atOnce } from '../base/slices.js';
import { Dataset } from '../data/dataset.js';
import type { PartingOptions } from '../data/dataset-options.js';
import { PARTING_KEYS } from '../data/parting.js';
import { splitExamples } from '../data/split.js';
import { classNumbers, type Label } from '../data/targets.js';

/**
 * A share of the examples to look at after each epoch, and how it is chosen: as {@link Dataset.split} does.
 * Without `groups` and `time` classes keep their shares (`stratify`).
 *
 * @example
 * import { datasets, train, type ValidationShare } from 'densely';
 *
 * const validation: ValidationShare = { share: 0.25, seed: 7 };
 * const { history } = await train(datasets.moons(), { validation, epochs: 30, seed: 1 });
 * console.log(history.validation?.cost.length); // 30
 */
export interface ValidationShare extends PartingOptions {
  /** Of the examples, above 0 and below 1; default 0.2. */
  readonly share?: number | undefined;
}

/**
 * What a training looks at beside the examples that it learns from: a share of the data, other data, or
 * nothing.
 *
 * @example
 * import { datasets, train, type Validation } from 'densely';
 *
 * const [fit, held] = datasets.moons().split({ test: 0.3, seed: 1 });
 * const validation: Validation = held;
 * console.log((await train(fit, { validation, epochs: 9, seed: 1 })).history.best?.epoch); // 8
 */
export type Validation = number | Dataset | ValidationShare | 'none';

/** What a training learns from, and what it looks at. */
export interface Parts {
  readonly fit: Dataset;
  /** null: nothing is held out. */
  readonly held: Dataset | null;
  /** What deserves a look. */
  readonly warnings: readonly string[];
  /** Is it the default that holds examples out? */
  readonly isPreset: boolean;
  /** Do folds hold them out, each in its turn? */
  readonly isFolded: boolean;
}

/** What is held out, as far as a run has to know. */
export interface HeldOutOf extends Omit<Parts, 'fit' | 'held'> {
  readonly fit: Pick<Dataset, 'size'>;
  readonly held: Pick<Dataset, 'size'> | null;
}

/** The default's share, and the fewest examples that it parts. */
const [SHARE, ENOUGH] = [0.2, 200];

type Parted = Omit<Parts, 'isPreset' | 'isFolded'>;

/** Fewer examples of a class than these are not parted: they all stay to be learnt from. */
const LEAST = 5;

/** What the default depends on, and how examples are drawn. */
interface RunFacts {
  /** Of the run: what is held out is drawn from a stream of its own. */
  readonly seed: number;
  /** Is it said how long the training is to be? */
  readonly isLengthSaid: boolean;
  /** Is it a preset's training, which holds out by folds? */
  readonly isFolded: boolean;
}

/** Reads the option `validation`, and parts the data by it. */
export function validationOption(
  argument: string,
  value: unknown,
  data: Dataset,
  { seed, isLengthSaid, isFolded }: RunFacts,
): Parts {
  const whole = { fit: data, held: null, warnings: [], isPreset: false, isFolded };
  if (value === undefined) {
    if (isLengthSaid || isFolded || data.size < ENOUGH) return whole;
    const drawn = parted(data, SHARE, { seed: derivedSeed(seed, argument) });
    return { ...whole, ...drawn, isPreset: true };
  }
  if (value === 'none') return whole;
  if (value instanceof Dataset) return { ...whole, held: value };
  const isShare = typeof value === 'number';
  if (!isShare && !isRecord(value))
    throw invalid(argument, value, "a share such as 0.2, a Dataset, { share, seed, … } or 'none'");
  const keys = ['share', ...PARTING_KEYS] as const;
  const said = isShare ? { share: value } : readOptions(argument, value, keys);
  const { share: part = SHARE, ...parting } = said;
  const name = isShare ? argument : `${argument}.share`;
  if (!(typeof part === 'number' && part > 0 && part < 1))
    throw invalid(name, part, 'a share above 0 and below 1');
  const drawn = { seed: derivedSeed(seed, argument), ...parting };
  try {
    return { ...whole, ...parted(data, part, drawn) };
  } catch (error) {
    throw ofValidation(error, argument, name, parting);
  }
}

/** What `split` refuses, by the names that it has here. */
function ofValidation(error: unknown, argument: string, share: string, said: object): unknown {
  if (!(error instanceof DenselyError) || error.argument === argument) return error;
  const { code, argument: option, message } = error;
  if (option === 'test')
    return new DenselyError(code, share, message.replace(option, share), { cause: error });
  const name = option in said ? `${argument}.${option}` : argument;
  return new DenselyError(code, name, `${argument}: ${message}`, { cause: error });
}

function parted(
  data: Dataset,
  test: number,
  parting: Partial<Record<keyof PartingOptions, unknown>>,
): Parted {
  const { groups = data.groups !== null, time, stratify } = parting;
  const isFree = groups === false && time === undefined;
  const byClass = stratify ?? (isFree && data.classes !== null);
  const options = { ...parting, test, stratify: byClass };
  if (isFree && byClass === true && data.classes !== null)
    return stratified(data, data.classes, options);
  const [fit, held] = data.split(options as Parameters<Dataset['split']>[0]);
  return { fit: fit!, held: held!, warnings: [] };
}

/** Each class in its share; the few examples of a rare one are all learnt from. */
function stratified(data: Dataset, classes: readonly Label[], options: object): Parted {
  const codes = atOnce(classNumbers(data.Y));
  const counts = classes.map(() => 0);
  for (const code of codes) counts[code]!++;
  const isRare = counts.map((count) => count > 0 && count < LEAST);
  const often = where(codes, (code) => !isRare[code]);
  if (often.length === 0) {
    const message = `no class has ${LEAST} examples, so that none can be held out. Name a Dataset as validation, or say validation: 'none'.`;
    throw new DenselyError('ERR_DATA', 'validation', message);
  }
  const [fit, held] = splitExamples(data.subset(often), options, undefined);
  const rare = where(codes, (code) => isRare[code]!);
  const back = (list: Uint32Array): Uint32Array => list.map((i) => often[i]!);
  const fitted = sharedIndices(rare.length + fit!.length);
  fitted.set(back(fit!));
  fitted.set(rare, fit!.length);
  const warnings = classes.flatMap((label, c) =>
    isRare[c]
      ? `class ${show(label)} has ${counts[c]} examples, too few to hold one out: all of them are learnt from`
      : [],
  );
  return { fit: data.subset(fitted), held: data.subset(back(held!)), warnings };
}

function where(codes: Uint32Array, wanted: (code: number) => boolean): Uint32Array {
  return Uint32Array.from(codes.keys()).filter((j) => wanted(codes[j]!));
}

/**
 * Is there anything to train on again?
 * @throws `ERR_OPTION` where nothing is held out, or not of the data
 */
export function checkRefit(argument: string, { fit, held }: Parts, data: Dataset): void {
  if (held && fit.size < data.size) return;
  const why = held
    ? 'validation is a Dataset of its own: the training learns from all of the data already'
    : 'nothing is held out by which the length could be chosen';
  const message = `${argument} trains again on all rows, but ${why}. Say validation as a share of the data, such as 0.2, or leave ${argument} out.`;
  throw new DenselyError('ERR_OPTION', argument, message);
}
