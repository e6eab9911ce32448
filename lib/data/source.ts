import { DenselyError, show } from '../base/errors.js';
import type { Matrix } from '../base/matrix.js';
import type { Frame, FrameColumn } from './frame.js';
import type { HolesOption } from './holes.js';
import { isPlain, numberFormat, type NumberFormat } from './numerals.js';
import type { ClassLabel, Task } from './task.js';

/** How the cells of a table were read, for those who read more of the same. */
export interface Reading {
  /** What counts as a hole. */
  readonly holes: HolesOption | undefined;
  /** Columns that were there and are no features: targets, weights, groups, what was skipped. */
  readonly ignored: readonly string[];
  /** Columns of features that were there without any value: they are among those that are ignored. */
  readonly empty?: readonly string[] | undefined;
  /** Of each target what is said of how its numbers are written; left out where nothing is. */
  readonly targets?: readonly NumberFormat[] | undefined;
  /** Of a CSV text: its first record may be an example as well. */
  readonly isHeaderTaken?: boolean | undefined;
  /** Of a CSV text: what separates its fields. */
  readonly delimiter?: string | undefined;
}

/** A column that is asked for, in which every value is missing. */
export function noValues(name: string, option: string): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    option,
    `column ${show(name)}, which ${option} names, has no value: name another one.`,
  );
}

/** For {@link Reading.targets}. */
export function targetFormats(targets: readonly FrameColumn[]): Pick<Reading, 'targets'> {
  const formats = targets.map(({ said }) => numberFormat(said));
  return formats.every(isPlain) ? {} : { targets: formats };
}

/** The features that a source gives: numbers example by example, or columns of any kind. */
export type SourceFeatures =
  | {
      /** (n_x, m), in memory that nobody else has. */ readonly X: Matrix;
      readonly frame?: undefined;
    }
  | { readonly X?: undefined; readonly frame: Frame };

/** How many columns and examples a source gives. */
export function sizesOf(features: SourceFeatures): readonly [columns: number, examples: number] {
  const { X, frame } = features;
  return X ? [X.rows, X.cols] : [frame.columns.length, frame.size];
}

/** Examples with their targets, read from somewhere. */
export type Source = SourceFeatures & {
  /** One per example, all of one type, or columns, or (n_y, m) float64. */
  readonly targets: readonly ClassLabel[] | Matrix | readonly FrameColumn[];
  readonly features: readonly string[];
  /** A header or an option named the features; else those are the numbers of the columns. */
  readonly named: boolean;
  readonly targetNames: readonly string[];
  /** What each example counts, and what it belongs to. */
  readonly weights?: FrameColumn | undefined;
  readonly groups?: FrameColumn | undefined;
  readonly reading?: Reading | undefined;
  /** The task and the classes that the options said. */
  readonly task?: Task | undefined;
  readonly classes?: readonly ClassLabel[] | undefined;
};

/** A source of numbers only. */
export type NumberSource = Source & { readonly X: Matrix };
