// What `evaluate` adds with `scores`: curves, log loss and calibration, of what was looked at.
import type { FloatArray } from '../base/dtype.js';
import { inPieces, type Slices } from '../base/slices.js';
import { calibrationOf, type Calibration } from './calibration-curve.js';
import { precisionRecallCurveOf, rocCurveOf, saidAbove } from './curves.js';
import { logLossOf } from './log-loss.js';
import { columnsOf, type Looked, type RankMeasured } from '../backend/metrics/looked.js';
import { averagePrecision, ranked, rocAuc, type Ranking } from '../backend/metrics/ranking.js';
import { brier } from '../backend/metrics/scores.js';
import type { CurveScores, ProbabilityScores } from './score-types.js';

/** Numbers that are looked at in one piece of work. */
const PIECE = 1 << 15;

/** What is measured of a class against all others. */
export type ClassAgainstRest = CurveScores & RankMeasured & { readonly brier: number };

/** Of classes: what is added of all, and of each where there are more than two. */
export interface ClassesScored {
  readonly all: CurveScores & ProbabilityScores;
  readonly each: readonly ClassAgainstRest[] | null;
}

export function* classesScored(looked: Looked, bins: number): Slices<ClassesScored> {
  const { outputs, weights, positive } = looked;
  const codes = looked.codes!;
  const n = outputs.length / codes.length;
  const logLoss = yield* logLossOf(outputs, codes, weights);
  if (n > 1) {
    const each: ClassAgainstRest[] = [];
    for (let c = 0; c < n; c++) each.push(yield* againstRest(looked, c));
    const { calibrationCurve, calibrationError } = yield* topCalibration(looked, bins);
    return { all: { logLoss, calibrationError, calibrationCurve }, each };
  }
  const [p, truth] = yield* ofClass(looked, positive);
  const ranking = (yield* ranked(p, truth, weights))!;
  const all = { ...(yield* curvesOf(ranking)), logLoss, ...(yield* calibrationOf(ranking, bins)) };
  return { all, each: null };
}

/** Of several labels, of each. */
export function* labelsScored(
  looked: Looked,
  bins: number,
): Slices<(CurveScores & ProbabilityScores)[]> {
  const labels: (CurveScores & ProbabilityScores)[] = [];
  for (let r = 0; r < looked.Y.rows; r++) {
    const [p, truth] = yield* columnsOf(looked, r);
    const ranking = (yield* ranked(p, truth, looked.weights))!;
    // In the dtype that the network answers in, whose ε keeps them off 0 and 1.
    const own = looked.outputs instanceof Float32Array ? Float32Array.from(p) : p;
    const logLoss = yield* logLossOf(own, truth, looked.weights);
    labels.push({
      ...(yield* curvesOf(ranking)),
      logLoss,
      ...(yield* calibrationOf(ranking, bins)),
    });
  }
  return labels;
}

function* curvesOf(ranking: Ranking): Slices<CurveScores> {
  const said = yield* saidAbove(ranking);
  const rocCurve = yield* rocCurveOf(said);
  const precisionRecallCurve = yield* precisionRecallCurveOf(said);
  return {
    ...(rocCurve && { rocCurve }),
    ...(precisionRecallCurve && { precisionRecallCurve }),
  };
}

function* againstRest(looked: Looked, c: number): Slices<ClassAgainstRest> {
  const { weights } = looked;
  const [p, truth] = yield* ofClass(looked, c);
  const ranking = (yield* ranked(p, truth, weights))!;
  return {
    ...(yield* curvesOf(ranking)),
    rocAuc: yield* rocAuc(ranking),
    averagePrecision: yield* averagePrecision(ranking),
    brier: yield* brier(p, truth, weights),
  };
}

/** The probability of a class, and whether each example is of it. */
export function* ofClass(
  { outputs, codes }: Pick<Looked, 'outputs' | 'codes'>,
  c: number,
): Slices<readonly [p: Float64Array, truth: Uint8Array]> {
  const m = codes!.length;
  const n = outputs.length / m;
  const [p, truth] = [new Float64Array(m), new Uint8Array(m)];
  const read = probabilityOf(outputs, n, c);
  yield* inPieces(m, PIECE, (from, to) => {
    for (let j = from; j < to; j++) {
      p[j] = read(j);
      truth[j] = codes![j] === c ? 1 : 0;
    }
  });
  return [p, truth];
}

/** One output says the second of two classes. */
function probabilityOf(outputs: FloatArray, n: number, c: number): (example: number) => number {
  if (n > 1) return (j) => outputs[j * n + c]!;
  return c === 0 ? (j) => 1 - outputs[j]! : (j) => outputs[j]!;
}

/** Of the class with the largest probability, which is right or not. */
function* topCalibration({ outputs, codes, weights }: Looked, bins: number): Slices<Calibration> {
  const m = codes!.length;
  const n = outputs.length / m;
  const [p, truth] = [new Float64Array(m), new Uint8Array(m)];
  yield* inPieces(m, Math.ceil(PIECE / n), (from, to) => {
    for (let j = from; j < to; j++) {
      let best = 0;
      for (let c = 1; c < n; c++) if (outputs[j * n + c]! > outputs[j * n + best]!) best = c;
      p[j] = outputs[j * n + best]!;
      truth[j] = codes![j] === best ? 1 : 0;
    }
  });
  return yield* calibrationOf((yield* ranked(p, truth, weights))!, bins);
}
