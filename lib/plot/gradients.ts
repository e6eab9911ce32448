import { nothingMore, readOptions } from '../base/checks.js';
import { invalid } from '../base/errors.js';
import { logTicks, type Axes } from './kit/axes.js';
import { drawFigure } from './kit/figure.js';
import { PICTURE_KEYS, pictureOptions, type PictureOptions } from './kit/options.js';
import { element } from './kit/svg.js';
import { classShadesOf, paint } from './kit/theme.js';

/**
 * The sizes of gradients by layer: a `diagnose` of examples with targets, or numbers.
 *
 * @example
 * import { type GradientNorms, gradientNorms } from 'densely/plot';
 *
 * const vanishing: GradientNorms = [1e-7, 1e-4, 0.1];
 * console.log(gradientNorms(vanishing).slice(0, 4)); // <svg
 */
export type GradientNorms =
  | ArrayLike<number>
  | {
      /** √Σ dW[l]² of each layer, layer 1 first. */
      readonly gradients: ArrayLike<number> | null;
    };

/** A bar's share of the room from layer to layer. */
const BAR = 0.6;

/**
 * The size of the gradient of each layer's weights, √Σ dW[l]², as bars on an axis of logarithms: gradients that
 * vanish become smaller from the output layer, the last one, down to layer 1; a gradient of 0 has no bar.
 *
 * @param norms what `diagnose(model, data)` answers, or one number per layer
 * @returns the text of an SVG file
 * @throws `ERR_DATA` for a diagnosis without gradients, and for what is no list of numbers from 0 on
 *
 * @example
 * import { datasets, diagnose, train } from 'densely';
 * import { gradientNorms } from 'densely/plot';
 *
 * const moons = datasets.moons();
 * const model = await train(moons, { hidden: [8, 8, 8], activation: 'sigmoid', epochs: 5 });
 * console.log(gradientNorms(diagnose(model, moons)).slice(0, 4)); // <svg
 */
export function gradientNorms(norms: GradientNorms, options?: PictureOptions): string {
  nothingMore('gradientNorms()', arguments, 2);
  const taken = readOptions('options', options, PICTURE_KEYS);
  const look = pictureOptions(taken, 'Size of the gradients');
  const sizes = readNorms(norms);
  const y = decadesOf(sizes);
  return drawFigure({
    look,
    description: describe(sizes),
    legend: [],
    shades: classShadesOf(2, look.colours),
    columns: 1,
    panels: [
      {
        x: [0.5, sizes.length + 0.5],
        y,
        rows: (height) => logTicks(y, height),
        whole: { x: true },
        names: [look.word('layer'), '|dW[l]|'],
        aspect: 0.55,
        draw: (axes) => drawBars(sizes, axes),
      },
    ],
  });
}

function readNorms(norms: GradientNorms): number[] {
  const allowed = 'a diagnosis with gradients (of examples with targets), or a number per layer';
  const list: unknown =
    norms !== null && typeof norms === 'object' && 'gradients' in norms ? norms.gradients : norms;
  const { length } = (list ?? {}) as Partial<ArrayLike<unknown>>;
  if (typeof list !== 'object' || typeof length !== 'number' || length === 0)
    throw invalid('norms', list, allowed, 'ERR_DATA');
  return Array.from(list as ArrayLike<unknown>, (size, l) => {
    if (typeof size === 'number' && size >= 0 && size < Infinity) return size;
    throw invalid(`norms[${l}]`, size, 'a finite number, 0 or above', 'ERR_DATA');
  });
}

/** Of an axis of logarithms: whole powers of ten below and above all bars. */
function decadesOf(sizes: readonly number[]): readonly [number, number] {
  const logarithms = sizes.filter((size) => size > 0).map(Math.log10);
  if (logarithms.length === 0) return [-1, 0];
  return [Math.ceil(Math.min(...logarithms)) - 1, Math.floor(Math.max(...logarithms)) + 1];
}

function drawBars(sizes: readonly number[], { panel, x, y }: Axes): string {
  const bottom = panel.top + panel.height;
  const bars = sizes.map((size, l) => {
    if (size === 0) return '';
    const [left, right] = [x.at(l + 1 - BAR / 2), x.at(l + 1 + BAR / 2)];
    const top = y.at(Math.log10(size));
    return element('rect', { x: left, y: top, width: right - left, height: bottom - top });
  });
  return element('g', paint('region-1', 'class-1'), ...bars);
}

function describe(sizes: readonly number[]): string {
  const parts = sizes.map((size, l) => `layer ${l + 1}: ${size.toPrecision(3)}`);
  return `Size of the gradient of the weights of ${sizes.length} layers. ${parts.join('; ')}.`;
}
