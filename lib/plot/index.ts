/**
 * Pictures as SVG text: `import { decisionBoundary } from 'densely/plot'`. They take functions and
 * data, never a backend.
 *
 * @module densely/plot
 */
export { decisionBoundary, type BoundaryOptions, type PlaneOptions } from './boundary.js';
export { type Predictor } from './plane/grid.js';
export { type PanelOptions, type PictureColor, type PictureOptions } from './kit/options.js';
export { type PlanarDataset } from './plane/points.js';
export { type PlaneChoice } from './plane/plane.js';
export { type Probabilities } from './plane/probabilities.js';
export {
  activationCurves,
  type ActivationCurvesOptions,
  type DrawnActivation,
} from './activations.js';
export { confusionMatrix, type Confused } from './confusion.js';
export { learningCurves, type LearningCurve, type LearningCurvesOptions } from './curves.js';
export { gradientNorms, type GradientNorms } from './gradients.js';
export { weightHistograms } from './histograms.js';
export { networkDiagram, type NetworkDiagramOptions } from './network.js';
export { scatterPlot, type ScatterOptions } from './scatter.js';
export { sweepPanels, type SweepPanel, type SweepPanelsOptions } from './sweep.js';
export { type Labels, type Word } from './kit/words.js';
export { toPng, type PngOptions } from './kit/png.js';
export { unitMaps, type UnitMapsOptions, type Units } from './units.js';
