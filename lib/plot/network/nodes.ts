import type { Matrix } from '../../base/matrix.js';
import type { LayerSummary } from '../../network/summary.js';
import { notation } from '../kit/notation.js';
import { element, escape, px, type Point } from '../kit/svg.js';
import type { Look } from '../kit/options.js';
import { shorten, textWidth, wrap } from '../kit/text.js';
import { fill, fontSize, paint } from '../kit/theme.js';
import { lineOf, lineWidth, PLAIN } from './lines.js';
import { drawPath } from './path.js';

/** Of a unit, as a share of the distance to the next. */
const RADIUS = 0.27;
/** Units stand so far apart, more in wider pictures. */
const PITCH = 34;
const MOST_PITCH = 56;
/** A layer with more units is shown in part. */
const MOST_UNITS = 6;
/** Layers stand at least so far apart; those in the middle that have no room are left out. */
const LEAST_PITCH = 66;
/** Names take at most this share of the width at each side, on two lines. */
const MOST_NAMES = 0.2;
const NAME_LINE = 13;
const HEAD = 22;
const FOOT = 58;

/** The least height of the units and what stands above and below them. */
export const LEAST_NODES: number = HEAD + FOOT + MOST_UNITS * 20;

/** W[l] and b[l], and Wx of a linear path that ends there. */
export interface LayerParameters {
  readonly W: Matrix;
  readonly b: Matrix;
  readonly Wx: Matrix | undefined;
}

/** A layer with its units, the input being layer 0. */
export interface Column {
  readonly layer: number;
  readonly x: number;
  /** The units that are shown and where: the first ones, and the last after a gap. */
  readonly units: readonly { readonly unit: number; readonly y: number }[];
  /** Where dots stand for the units left out. */
  readonly gap: number | undefined;
}

/** Of units, in lines. */
type Names = readonly (readonly string[])[];

/** Where everything of the diagram stands. */
export interface Nodes {
  readonly columns: readonly Column[];
  readonly names: readonly [inputs: Names, outputs: Names];
  readonly pitch: number;
  readonly radius: number;
  readonly top: number;
  /** Where the units end. */
  readonly below: number;
  readonly bottom: number;
}

export function placeNodes(
  sizes: readonly number[],
  [inputs, outputs]: readonly [readonly string[], readonly string[]],
  box: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number | undefined;
    /** Between the units and what stands below them. */
    readonly band: number;
  },
): Nodes {
  const { left, top, width, band } = box;
  const most = Math.min(MOST_UNITS, Math.max(...sizes));
  const wanted = Math.min(MOST_PITCH, Math.max(PITCH, (PITCH * width) / 640));
  const step = box.height === undefined ? wanted : (box.height - HEAD - FOOT - band) / most;
  const radius = Math.min(15, RADIUS * step);
  const height = (most - 1) * step;
  const middle = top + HEAD + radius + 6 + height / 2;
  const fit = (list: readonly string[]): Names =>
    list.map((name) =>
      wrap(name, fontSize.tick, MOST_NAMES * width, step >= 2 * NAME_LINE ? 2 : 1),
    );
  const names = [fit(inputs), fit(outputs)] as const;
  const [before, after] = names.map((list) =>
    room(list, list === names[0] ? sizes[0]! : sizes.at(-1)!, radius),
  );
  const span = width - before! - after!;
  const layers = shownLayers(sizes.length, Math.floor(span / LEAST_PITCH) + 1);
  const pitch = span / (layers.length - 1);
  const columns = layers.map((layer, i) => ({
    layer,
    x: left + before! + i * pitch,
    ...unitsOf(sizes[layer]!, middle, step),
  }));
  const below = middle + height / 2 + radius;
  return { columns, names, pitch, radius, top, below, bottom: below + band + FOOT };
}

/** Beside a column: its units, half of its title, and the names. */
function room(names: Names, units: number, radius: number): number {
  const shown = names.filter((_, i) => isShown(i, units)).flat();
  const longest = Math.max(0, ...shown.map((name) => textWidth(name, fontSize.tick)));
  return Math.max(36, radius + 6 + longest);
}

/** The first and the last layers, as many as have room. */
function shownLayers(count: number, most: number): number[] {
  const all = Array.from({ length: count }, (_, l) => l);
  if (count <= most) return all;
  const end = Math.max(1, Math.floor(most / 2));
  return [...all.slice(0, Math.max(1, most - end)), ...all.slice(-end)];
}

function isShown(unit: number, units: number): boolean {
  return units <= MOST_UNITS || unit < MOST_UNITS - 2 || unit === units - 1;
}

function unitsOf(units: number, middle: number, step: number): Pick<Column, 'units' | 'gap'> {
  const places = Math.min(units, MOST_UNITS);
  const y = (place: number): number => middle + (place - (places - 1) / 2) * step;
  if (units <= MOST_UNITS)
    return {
      units: Array.from({ length: units }, (_, unit) => ({ unit, y: y(unit) })),
      gap: undefined,
    };
  const first = Array.from({ length: MOST_UNITS - 2 }, (_, unit) => ({ unit, y: y(unit) }));
  return {
    units: [...first, { unit: units - 1, y: y(MOST_UNITS - 1) }],
    gap: y(MOST_UNITS - 2),
  };
}

export function drawNodes(
  nodes: Nodes,
  layers: readonly LayerSummary[],
  parameters: readonly LayerParameters[] | undefined,
  word: Look['word'],
): string {
  const { columns, radius } = nodes;
  const largest = largestOf(weightsIn(parameters ?? []));
  const edges = columns
    .slice(1)
    .map((to, i) => drawEdges(columns[i]!, to, parameters?.[columns[i]!.layer]?.W, largest));
  const bias = largestOf(parameters?.map(({ b }) => b) ?? []);
  return (
    element('g', {}, ...edges) +
    drawPath(nodes, layers.at(-1)!.Wx, parameters?.at(-1)?.Wx, largest) +
    columns
      .map((column) => drawColumn(column, radius, parameters?.[column.layer - 1]?.b, bias))
      .join('') +
    drawTags(nodes, layers, word) +
    drawNames(nodes)
  );
}

export function weightsIn(parameters: readonly LayerParameters[]): Matrix[] {
  return parameters.flatMap(({ W, Wx }) => (Wx ? [W, Wx] : [W]));
}

/** The largest size of a number of several matrices. */
export function largestOf(matrices: readonly Matrix[]): number {
  let largest = 0;
  for (const { data } of matrices)
    for (const value of data) largest = Math.max(largest, Math.abs(value));
  return largest;
}

/** Dashed where layers are left out between the two. */
function drawEdges(from: Column, to: Column, W: Matrix | undefined, largest: number): string {
  const lines = to.units.flatMap((end) =>
    from.units.map((start) => ({ start, end, d: line([from.x, start.y], [to.x, end.y]) })),
  );
  if (to.layer !== from.layer + 1)
    return element('path', {
      ...PLAIN,
      'stroke-width': '0.5',
      'stroke-dasharray': '2 4',
      d: lines.map((l) => l.d).join(''),
    });
  if (!W) return element('path', { ...PLAIN, d: lines.map((l) => l.d).join('') });
  return lines
    .map(({ start, end, d }) =>
      element('path', { ...lineOf(W.at(end.unit, start.unit), largest), d }),
    )
    .join('');
}

function line([ax, ay]: Point, [bx, by]: Point): string {
  return `M${px(ax)},${px(ay)}L${px(bx)},${px(by)}`;
}

/** Units with their numbers, those of the input aside, and the biases as rings. */
function drawColumn(
  { x, units, gap, layer }: Column,
  radius: number,
  b: Matrix | undefined,
  largest: number,
): string {
  const circles = units.map(({ unit, y }) => {
    const bias = b?.at(unit, 0);
    const ring = bias === undefined || largest === 0 ? 'ink' : `class-${bias < 0 ? 0 : 1}`;
    const share = bias === undefined || largest === 0 ? 0 : Math.abs(bias) / largest;
    const width = ring === 'ink' ? '1.2' : px(0.8 + lineWidth(share) / 2);
    const style = { ...paint('region-1', ring), 'stroke-width': width };
    return element('circle', { ...style, cx: x, cy: y, r: radius });
  });
  const size = Math.min(fontSize.small, radius);
  const numbers = units.map(({ unit, y }) =>
    element('text', { x, y: y + 0.36 * size }, String(unit + 1)),
  );
  const dots =
    gap === undefined
      ? []
      : [-7, 0, 7].map((dy) => element('circle', { cx: x, cy: gap + dy, r: 1.8 }));
  const text = { ...fill('ink'), 'font-size': size, 'text-anchor': 'middle' };
  return (
    element('g', {}, ...circles) +
    (layer === 0 ? '' : element('g', text, ...numbers)) +
    (dots.length > 0 ? element('g', fill('ink'), ...dots) : '')
  );
}

/** Above each column its layer, below it what it holds, and between two what connects them. */
function drawTags(
  { columns, pitch, top, bottom }: Nodes,
  layers: readonly LayerSummary[],
  word: Look['word'],
): string {
  const head = (layer: number): string =>
    layer === 0 ? word('input') : `${word('layer')} ${layer}`;
  const heads = columns.map(({ layer, x }) =>
    element('text', { x, y: top + 13 }, escape(shorten(head(layer), fontSize.tick, LEAST_PITCH))),
  );
  const line = bottom - FOOT + 18;
  const held = columns.map(({ layer, x }) =>
    element('text', { x, y: line }, ...notation(layer === 0 ? 'A[0] = X' : `A[${layer}]`)),
  );
  const between = columns
    .slice(1)
    .flatMap(({ layer, x }, i) =>
      tagOf(columns[i]!.layer, layer, layers, pitch - 8, word).map((text, l) =>
        element('text', { x: x - pitch / 2, y: line + 19 + l * 15 }, ...notation(text)),
      ),
    );
  const style = { ...fill('ink'), 'font-size': fontSize.tick, 'text-anchor': 'middle' };
  return element('g', style, ...heads, ...held, ...between);
}

/** W[l] and b[l] with their shapes on one line or two; or which layers are left out. */
function tagOf(
  before: number,
  layer: number,
  layers: readonly LayerSummary[],
  width: number,
  word: Look['word'],
): readonly string[] {
  if (before !== layer - 1) {
    const left = before + 1 === layer - 1 ? `${layer - 1}` : `${before + 1}–${layer - 1}`;
    const named = `${word('layer')}\u00a0${left}`;
    const fits = textWidth(named, fontSize.tick) <= width;
    return wrap(`${fits ? named : left} ${word('hidden')}`, fontSize.tick, width, 2);
  }
  const { W, b } = layers[layer - 1]!;
  const [w, bias] = [`W[${layer}] (${W.join(', ')})`, `b[${layer}] (${b.join(', ')})`];
  const fits = (text: string): boolean => textWidth(text, fontSize.tick) <= width;
  if (fits(`${w}, ${bias}`)) return [`${w}, ${bias}`];
  return fits(w) ? [w, bias] : w.split(' (').map((part, i) => (i === 0 ? part : `(${part}`));
}

function drawNames({ columns, names, radius }: Nodes): string {
  const side = (column: Column, list: Names, dx: number, anchor: string): string =>
    element(
      'g',
      { 'text-anchor': anchor },
      ...column.units.flatMap(({ unit, y }) =>
        list[unit]!.map((text, l, { length }) =>
          element(
            'text',
            { x: column.x + dx, y: y + 4.2 + (l - (length - 1) / 2) * NAME_LINE },
            escape(text),
          ),
        ),
      ),
    );
  const away = radius + 5;
  return element(
    'g',
    { ...fill('ink'), 'font-size': fontSize.tick },
    side(columns[0]!, names[0], -away, 'end'),
    side(columns.at(-1)!, names[1], away, 'start'),
  );
}
