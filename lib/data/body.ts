import { DenselyError, show } from '../base/errors.js';
import { placementOf, sealed, withColumns, type Matrix } from '../base/matrix.js';
import { frameOfMatrix, isWhole, matrixOf, partOf, type Frame } from './frame.js';
import type { FeatureNames } from './names.js';
import type { Reading, SourceFeatures } from './source.js';

/** What a table is made of. */
export interface Body extends FeatureNames {
  /** (n, m), where all columns are numbers and none is missing. */
  readonly X: Matrix | null;
  /** Number of examples. */
  readonly size: number;
  /** Made at its first use: there may be a hundred thousand columns, for whom only few ask. */
  readonly frame: () => Frame;
  readonly reading: Reading;
  /** Is it said of a column how it is to be scaled, or what stands for a hole? */
  readonly isTold: boolean;
  /** Is anything said of a column? */
  readonly isSaid: boolean;
}

/** @param names of the features */
export function bodyFrom(source: SourceFeatures, names: FeatureNames, reading?: Reading): Body {
  const own = { ...names, reading: reading ?? { holes: undefined, ignored: [] } };
  const { frame } = source;
  if (frame) return ofFrame(frame, own);
  return ofMatrix(own, source.X);
}

type Own = Pick<Body, 'features' | 'named' | 'reading'>;

function ofFrame(frame: Frame, own: Own): Body {
  const isTold = frame.columns.some(({ said }) => (said.scale ?? said.impute) !== undefined);
  const isSaid = frame.columns.some(({ said }) => Object.keys(said).length > 0);
  const X = matrixOf(frame);
  const named = renamed(frame, own.features);
  return { ...own, isTold, isSaid, size: frame.size, frame: () => named, X: X && sealed(X) };
}

function renamed(frame: Frame, names: readonly string[]): Frame {
  if (frame.columns.every(({ name }, c) => name === names[c])) return frame;
  return { ...frame, columns: frame.columns.map((column, c) => ({ ...column, name: names[c]! })) };
}

function ofMatrix(own: Own, X: Matrix): Body {
  let frame: Frame | undefined;
  return {
    ...own,
    X: sealed(X),
    isTold: false,
    isSaid: false,
    size: X.cols,
    frame: () => (frame ??= frameOfMatrix(X, own.features)),
  };
}

/** @param examples numbers in shared memory, which are overwritten: a view by them, no copy */
export function partOfBody(body: Body, examples: Uint32Array): Body {
  const { X, features, named, reading } = body;
  if (X === null || body.isSaid) return partOfFrame(body, examples);
  const { colOrder } = placementOf(X);
  if (colOrder) for (let i = 0; i < examples.length; i++) examples[i] = colOrder[examples[i]!]!;
  return ofMatrix({ features, named, reading }, withColumns(X, examples));
}

function partOfFrame(body: Body, examples: Uint32Array): Body {
  const frame = partOf(body.frame(), examples);
  const X = body.X && withColumns(body.X, examples);
  return { ...body, size: frame.size, frame: () => frame, X };
}

/** The first column of a table without X that is not of whole numbers, in words. */
export function oddColumn({ frame }: Body): string {
  const { name, kind } = frame().columns.find((column) => !isWhole(column))!;
  return `${show(name)} ${kind === 'number' ? 'has missing values' : `is a ${kind}`}`;
}

function noMatrix(body: Body): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    'X',
    `X is a Matrix of numbers, but ${oddColumn(body)}. Train on the dataset as it is, or take model.encode(data), which has numbers only.`,
  );
}

/** `X`, own and enumerable, for clones; what throws is neither copied nor compared. */
export function defineMatrix(data: object, body: Body): void {
  if (body.X) Object.defineProperty(data, 'X', { value: body.X, enumerable: true });
  else
    Object.defineProperty(data, 'X', {
      get: () => {
        throw noMatrix(body);
      },
    });
}
