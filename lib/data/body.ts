import { DenselyError, show } from '../base/errors.js';
import { placementOf, withColumns, type Matrix } from '../base/matrix.js';
import { frameOfMatrix, isWhole, matrixOf, partOf, type Frame } from './frame.js';
import type { FeatureNames } from './names.js';
import type { Reading, SourceFeatures } from './source.js';

/** What a table is made of. */
export interface Body extends FeatureNames {
  /** (n, m), where all columns are numbers and none is missing. */
  readonly X: Matrix | null;
  readonly frame: Frame;
  readonly reading: Reading;
}

/** @param names of the features */
export function bodyFrom(source: SourceFeatures, names: FeatureNames, reading?: Reading): Body {
  const own = { ...names, reading: reading ?? { holes: undefined, ignored: [] } };
  const { frame } = source;
  if (frame) return { ...own, frame: renamed(frame, names.features), X: matrixOf(frame) };
  return lazily(own, source.X);
}

function renamed(frame: Frame, names: readonly string[]): Frame {
  if (frame.columns.every(({ name }, c) => name === names[c])) return frame;
  return { ...frame, columns: frame.columns.map((column, c) => ({ ...column, name: names[c]! })) };
}

/** There may be a hundred thousand columns, whom only few ask for. */
function lazily(own: Pick<Body, 'features' | 'named' | 'reading'>, X: Matrix): Body {
  let frame: Frame | undefined;
  return {
    ...own,
    X,
    get frame() {
      return (frame ??= frameOfMatrix(X, own.features));
    },
  };
}

/** @param examples numbers in shared memory, which are overwritten: a view by them, no copy */
export function partOfBody(body: Body, examples: Uint32Array): Body {
  const { X, features, named, reading } = body;
  if (X === null) return { ...body, frame: partOf(body.frame, examples) };
  const { colOrder } = placementOf(X);
  if (colOrder) for (let i = 0; i < examples.length; i++) examples[i] = colOrder[examples[i]!]!;
  return lazily({ features, named, reading }, withColumns(X, examples));
}

/** (n_x, m), or why there is none. */
export function featuresMatrix({ X, frame }: Body): Matrix {
  if (X) return X;
  const odd = frame.columns.find((column) => !isWhole(column))!;
  const { name, kind } = odd;
  const what = kind === 'number' ? 'has missing values' : `is a ${kind}`;
  throw new DenselyError(
    'ERR_DATA',
    'X',
    `X is a Matrix of numbers, but ${show(name)} ${what}. Train on the dataset as it is, or take model.encode(data), which has numbers only.`,
  );
}
