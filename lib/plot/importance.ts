import { nothingMore, readOptions } from '../base/checks.js';
import { invalid } from '../base/errors.js';
import type { Axes, Ticks } from './kit/axes.js';
import { drawFigure } from './kit/figure.js';
import { PICTURE_KEYS, pictureOptions, type Look, type PictureOptions } from './kit/options.js';
import { element, escape, px } from './kit/svg.js';
import { shorten, textWidth } from './kit/text.js';
import { classShadesOf, fontSize, paint, stroke } from './kit/theme.js';

/**
 * What {@link featureImportance} draws: what `importance(model, data)` answers, or the like.
 *
 * @example
 * import { type DrawnImportance, featureImportance } from 'densely/plot';
 *
 * const drawn: DrawnImportance = { features: [{ name: 'age', mean: 0.2 }, { name: 'plan', mean: 0.05 }] };
 * console.log(featureImportance(drawn).includes('plan')); // true
 */
export interface DrawnImportance {
  /** What was measured. */
  readonly score?: string | undefined;
  /** In any order. */
  readonly features: readonly {
    /** Of the column. */
    readonly name: string;
    /** How much worse the score is without it. */
    readonly mean: number;
    /** Of its repeats. */
    readonly deviation?: number | undefined;
  }[];
}

/** More have no room. */
const MOST = 24;

/** Height of a column's bar with the gap to the next, and the bar's share of it. */
const [ROW, BAR] = [24, 0.62];

/** Names take at most this share of the width. */
const MOST_NAMES = 0.35;

/**
 * How much worse a model's score becomes without what each column tells: the most important column first, with the
 * deviation over the repeats. Of more than 24 columns the first 24.
 *
 * @param of what `importance(model, data)` answers
 * @returns the text of an SVG file
 * @throws `ERR_DATA` for what is no list of columns with numbers, `ERR_OPTION`
 *
 * @example
 * import { datasets, importance, logisticRegression } from 'densely';
 * import { featureImportance } from 'densely/plot';
 *
 * const data = datasets.moons();
 * const found = await importance(logisticRegression(data), data);
 * console.log(featureImportance(found).slice(0, 4)); // <svg
 */
export function featureImportance(of: DrawnImportance, options?: PictureOptions): string {
  nothingMore('featureImportance()', arguments, 2);
  const taken = readOptions('options', options, PICTURE_KEYS);
  const look = pictureOptions(taken, 'Importance of the columns');
  const { score, all } = readImportance(of);
  const shown = all.slice(0, MOST);
  const name =
    score === undefined ? look.word('importance') : `${look.word('importance')} (${score})`;
  return drawFigure({
    look,
    title:
      taken.title === undefined && all.length > MOST
        ? `${look.title}: ${MOST} of ${all.length}`
        : look.title,
    description: describe(shown, all.length, score),
    legend: [],
    shades: classShadesOf(2, look.colours),
    columns: 1,
    panels: [
      {
        x: rangeOf(shown),
        y: [-shown.length - 0.5, -0.5],
        names: [name, ''],
        rows: () => namesOf(shown, look),
        aspect: (ROW * shown.length + 12) / (look.width * (1 - MOST_NAMES)),
        draw: (axes) => drawBars(shown, axes),
      },
    ],
  });
}

interface Column {
  readonly name: string;
  readonly mean: number;
  readonly deviation: number;
}

function readImportance(of: unknown): { score: string | undefined; all: readonly Column[] } {
  const { features, score } = (of ?? {}) as { features?: unknown; score?: unknown };
  if (!Array.isArray(features) || features.length === 0)
    throw invalid('of.features', features, 'what importance(model, data) answers', 'ERR_DATA');
  const all = Array.from(features as unknown[], (column, i) => {
    const { name, mean, deviation = 0 } = (column ?? {}) as Partial<Record<keyof Column, unknown>>;
    if (typeof name !== 'string')
      throw invalid(`of.features[${i}].name`, name, 'the name of a column', 'ERR_DATA');
    for (const [key, value] of Object.entries({ mean, deviation }))
      if (typeof value !== 'number' || !Number.isFinite(value))
        throw invalid(`of.features[${i}].${key}`, value, 'a finite number', 'ERR_DATA');
    return { name, mean, deviation } as Column;
  });
  const sorted = all.toSorted((a, b) => b.mean - a.mean);
  return { score: typeof score === 'string' ? score : undefined, all: sorted };
}

/** Of all bars with their deviations, 0 among them. */
function rangeOf(columns: readonly Column[]): readonly [number, number] {
  const low = Math.min(0, ...columns.map(({ mean, deviation }) => mean - deviation));
  const high = Math.max(0, ...columns.map(({ mean, deviation }) => mean + deviation));
  const margin = high > low ? 0.04 * (high - low) : 1;
  return [low === 0 ? 0 : low - margin, high + margin];
}

function namesOf(columns: readonly Column[], { width }: Look): Ticks {
  const names = columns.map(({ name }) => shorten(name, fontSize.tick, MOST_NAMES * width));
  return {
    values: columns.map((_, i) => -i - 1),
    labels: names.map(escape),
    width: Math.max(...names.map((name) => textWidth(name, fontSize.tick))),
  };
}

function drawBars(columns: readonly Column[], { x, y, panel }: Axes): string {
  const height = (y.at(-2) - y.at(-1)) * BAR;
  const zero = x.at(0);
  const bars = columns.map(({ mean }, i) => {
    const [left, right] = [Math.min(zero, x.at(mean)), Math.max(zero, x.at(mean))];
    return element('rect', { x: left, y: y.at(-i - 1) - height / 2, width: right - left, height });
  });
  const whiskers = columns.map(({ mean, deviation }, i) =>
    deviation === 0 ? '' : whisker(x.at(mean - deviation), x.at(mean + deviation), y.at(-i - 1)),
  );
  const ink = { ...stroke('ink'), 'stroke-width': '1.1', fill: 'none' };
  const line = `M${px(zero)},${px(panel.top)}v${px(panel.height)}`;
  return (
    element('g', paint('region-1', 'class-1'), ...bars) +
    element('path', { ...stroke('muted'), fill: 'none', d: line }) +
    element('path', { ...ink, d: whiskers.join('') || undefined })
  );
}

function whisker(from: number, to: number, at: number): string {
  const end = (x: number): string => `M${px(x)},${px(at - 3)}v6`;
  return `M${px(from)},${px(at)}H${px(to)}${end(from)}${end(to)}`;
}

function describe(columns: readonly Column[], all: number, score: string | undefined): string {
  const more =
    all > columns.length ? ` The ${columns.length} most important of ${all} columns.` : '';
  const parts = columns.map(
    ({ name, mean, deviation }) => `${name}: ${mean.toPrecision(3)} ± ${deviation.toPrecision(2)}`,
  );
  return `How much worse ${score ?? 'the score'} is without each column.${more} ${parts.join('; ')}.`;
}
