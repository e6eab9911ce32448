import { nothingMore, readOptions } from '../base/checks.js';
import { atOnce } from '../base/slices.js';
import { planeOptions, titled } from './boundary.js';
import { aspectOf, drawPoints } from './plane/panel.js';
import { drawFigure } from './kit/figure.js';
import { classEntries, className } from './kit/legend.js';
import { PICTURE_KEYS, pictureOptions, type PictureOptions } from './kit/options.js';
import { extent, readPoints, type PlanarDataset, type PlanarPoints } from './plane/points.js';
import type { PlaneChoice } from './plane/plane.js';
import { classShadesOf } from './kit/theme.js';

/**
 * Options of {@link scatterPlot}.
 *
 * @example
 * import { datasets } from 'densely';
 * import { type ScatterOptions, scatterPlot } from 'densely/plot';
 *
 * const options: ScatterOptions = { title: 'The flower', width: 400 };
 * console.log(scatterPlot(datasets.flower(), options).includes('The flower')); // true
 */
export interface ScatterOptions extends PictureOptions, PlaneChoice {}

/** Room around the examples, as a share of their span. */
const MARGIN = 0.05;

/**
 * The examples of a dataset in the plane of two features, with a colour and a mark for each class: class
 * 0 red, class 1 blue.
 *
 * @param dataset X (n_x, m), Y (1, m) class numbers or (k, m) one-hot; with more than two features
 *   `features` or `pca` says which plane to show
 * @returns the text of an SVG file
 * @throws `ERR_SHAPE` for more than two features without a chosen plane, `ERR_DATA` for targets that are
 *   no classes, `ERR_OPTION`
 *
 * @example
 * import { writeFile } from 'node:fs/promises';
 * import { datasets } from 'densely';
 * import { scatterPlot } from 'densely/plot';
 *
 * const svg = scatterPlot(datasets.flower(), { title: 'The flower' });
 * await writeFile('flower.svg', svg);
 * console.log(svg.slice(0, 4)); // <svg
 */
export function scatterPlot(dataset: PlanarDataset, options?: ScatterOptions): string {
  nothingMore('scatterPlot()', arguments, 2);
  const taken = readOptions('options', options, [...PICTURE_KEYS, 'features', 'pca']);
  const look = pictureOptions(taken, 'Examples');
  const points = atOnce(readPoints(dataset, planeOptions(taken).choice));
  const [x, y] = [around(points.x), around(points.y)];
  const { classes, names, plane } = points;
  return drawFigure({
    look,
    title: titled(look.title, plane.note, taken.title),
    description: describe(points),
    legend: classEntries(classes, look.word),
    shades: classShadesOf(classes.length, look.colours),
    columns: 1,
    panels: [
      {
        x,
        y,
        names,
        aspect: aspectOf(x[1] - x[0], y[1] - y[0]),
        draw: (axes) => drawPoints(points, axes),
      },
    ],
  });
}

function around(values: Float64Array): readonly [number, number] {
  const [low, high] = extent(values);
  const margin = low === high ? 1 : MARGIN * (high - low);
  return [low - margin, high + margin];
}

function describe({ classOf, classes }: PlanarPoints): string {
  const counts = classes.map(
    (label, c) => `${className(label)}: ${classOf.filter((of) => of === c).length}`,
  );
  return `${classOf.length} examples. ${counts.join('; ')}.`;
}
