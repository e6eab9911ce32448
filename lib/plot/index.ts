/**
 * Pictures as SVG text: `import { decisionBoundary } from 'densely/plot'`. They take functions and
 * data, never a backend.
 *
 * @module densely/plot
 */
export { decisionBoundary, type BoundaryOptions } from './boundary.js';
export { type Predictor } from './grid.js';
export { type PlanarDataset } from './planar.js';
