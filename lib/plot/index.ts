/**
 * Pictures as SVG text: `import { decisionBoundary } from 'densely/plot'`. They take functions and
 * data, never a backend.
 *
 * @module densely/plot
 */
export {
  decisionBoundary,
  decisionBoundaryAsync,
  type AsyncBoundaryOptions,
  type BoundaryOptions,
  type PlaneOptions,
} from './boundary.js';
export { type AsyncPictureOptions, type Soon } from './kit/asking.js';
export { type AsyncPredictor, type Predictor } from './plane/grid.js';
export { type PanelOptions, type PictureColor, type PictureOptions } from './kit/options.js';
export { type PlanarDataset } from './plane/points.js';
export { type PlaneChoice } from './plane/plane.js';
export { type AsyncProbabilities, type Probabilities } from './plane/probabilities.js';
export {
  activationCurves,
  type ActivationCurvesOptions,
  type DrawnActivation,
} from './activations.js';
export { calibrationCurve, type CalibrationScores } from './calibration.js';
export { confusionMatrix, type Confused } from './confusion.js';
export {
  learningCurves,
  type CurvePoints,
  type LearningCurve,
  type LearningCurvesOptions,
} from './curves.js';
export { gradientNorms, type GradientNorms } from './gradients.js';
export { weightHistograms } from './histograms.js';
export { featureImportance, type DrawnImportance } from './importance.js';
export { learningRates, type LearningRatesOptions, type RatedRun } from './rates.js';
export { networkDiagram, type NetworkDiagramOptions } from './network.js';
export { precisionRecallCurve, type PrecisionRecallScores } from './precision-recall.js';
export { rocCurve, type RocScores } from './roc.js';
export { scatterPlot, type ScatterOptions } from './scatter.js';
export {
  sweepPanels,
  sweepPanelsAsync,
  type AsyncSweepPanel,
  type SweepPanel,
  type SweepPanelsOptions,
  type Swept,
} from './sweep.js';
export { type Labels, type Word } from './kit/words.js';
export { toPng, type PngOptions } from './kit/png.js';
export { unitMaps, unitMapsAsync, type UnitMapsOptions, type Units } from './units.js';
