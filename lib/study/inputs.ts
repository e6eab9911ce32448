// The features of a dataset as the inputs of a linear model, in float64.
import { zeros } from '../base/dtype.js';
import { Matrix } from '../base/matrix.js';
import type { Slices } from '../base/slices.js';
import type { Dataset } from '../data/dataset.js';
import { encodeFrame } from '../data/encoding/encode.js';
import { fitEncoding } from '../data/encoding/fit.js';
import { inputsIn } from '../data/encoding/table.js';
import { clipper, fitScaler, notFinite, scaleMatrix } from '../data/scaler.js';
import { momentsOf } from '../data/statistics.js';
import { bodyOf } from '../data/table.js';
import { notEncoded } from '../model/input.js';
import type { Fitted } from '../model/parts.js';
import { plainScale, type FeaturesWanted, type PlainScale } from '../training/prepared.js';

/** What the network of a linear model reads. */
export interface Inputs {
  /** (n_0, m) */
  readonly X: Matrix;
  readonly names: readonly string[];
  readonly fitted: Fitted;
}

/**
 * The inputs that a training of the same request has.
 * @throws `ERR_DATA` for numbers that are not finite when they are encoded
 */
export function* inputsOf(data: Dataset, request: FeaturesWanted): Slices<Inputs> {
  const body = bodyOf(data);
  const plain = plainScale(body, request);
  if (plain !== undefined && body.X !== null)
    return yield* scaledInputs(body.X, plain, body.features);
  const frame = body.frame();
  const encoding = yield* fitEncoding(frame, request);
  const [n, m] = [encoding.inputNames.length, body.size];
  const X = inputsIn(zeros('float64', n * m), n, m, true);
  const wrong = yield* encodeFrame(encoding, frame, X);
  if (wrong >= 0) throw notEncoded('data', X, wrong, encoding);
  const scaling = { scale: encoding.scaling.scale, features: null, targets: null };
  return { X, names: encoding.inputNames, fitted: { scaling, encoding, values: null } };
}

function* scaledInputs(
  from: Matrix,
  { scale, clip }: PlainScale,
  names: readonly string[],
): Slices<Inputs> {
  const unscaled = { scale, features: null, targets: null };
  if (scale === 'none' && clip === Infinity)
    return { X: from, names, fitted: { scaling: unscaled, encoding: null, values: null } };
  const features =
    scale === 'none'
      ? clipper(from.rows, clip)
      : { ...(yield* fitScaler(scale, yield* momentsOf(from), names)), clip };
  const X = Matrix.of(zeros('float64', from.rows * from.cols), from.rows, from.cols);
  const wrong = yield* scaleMatrix(features, from, X);
  if (wrong >= 0) throw notFinite(features, from, wrong, 'float64', names);
  return { X, names, fitted: { scaling: { ...unscaled, features }, encoding: null, values: null } };
}
