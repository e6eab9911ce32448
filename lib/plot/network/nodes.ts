import type { Matrix } from '../../base/matrix.js';
import type { LayerSummary } from '../../network/summary.js';
import { notation } from '../kit/notation.js';
import { element, escape, px, type Point } from '../kit/svg.js';
import { shorten, textWidth } from '../kit/text.js';
import { classShade, fill, fontSize, paint, regionShade, stroke, theme } from '../kit/theme.js';

const RADIUS = 9;
const PITCH = 34;
/** A layer with more units is shown in part. */
const MOST_UNITS = 6;
/** Layers stand at least so far apart; those in the middle that have no room are left out. */
const LEAST_PITCH = 66;
/** Names take at most this share of the width at each side. */
const MOST_NAMES = 0.2;
const HEAD = 22;
const FOOT = 46;

/** A layer with its units, the input being layer 0. */
export interface Column {
  readonly layer: number;
  readonly x: number;
  /** The units that are shown and where: the first ones, and the last after a gap. */
  readonly units: readonly { readonly unit: number; readonly y: number }[];
  /** Where dots stand for the units left out. */
  readonly gap: number | undefined;
}

/** Where everything of the diagram stands. */
export interface Nodes {
  readonly columns: readonly Column[];
  readonly names: readonly [inputs: readonly string[], outputs: readonly string[]];
  readonly pitch: number;
  readonly top: number;
  readonly bottom: number;
}

export function placeNodes(
  sizes: readonly number[],
  [inputs, outputs]: readonly [readonly string[], readonly string[]],
  left: number,
  top: number,
  width: number,
): Nodes {
  const most = Math.min(MOST_UNITS, Math.max(...sizes));
  const height = (most - 1) * PITCH;
  const middle = top + HEAD + RADIUS + 6 + height / 2;
  const fit = (list: readonly string[]): string[] =>
    list.map((name) => shorten(name, fontSize.tick, MOST_NAMES * width));
  const names = [fit(inputs), fit(outputs)] as const;
  const [before, after] = names.map((list) =>
    room(list, list === names[0] ? sizes[0]! : sizes.at(-1)!),
  );
  const span = width - before! - after!;
  const layers = shownLayers(sizes.length, Math.floor(span / LEAST_PITCH) + 1);
  const pitch = span / (layers.length - 1);
  const columns = layers.map((layer, i) => ({
    layer,
    x: left + before! + i * pitch,
    ...unitsOf(sizes[layer]!, middle),
  }));
  return { columns, names, pitch, top, bottom: middle + height / 2 + RADIUS + FOOT };
}

/** Beside a column: its units, half of its title, and the names. */
function room(names: readonly string[], units: number): number {
  const shown = names.filter((_, i) => isShown(i, units));
  const longest = Math.max(0, ...shown.map((name) => textWidth(name, fontSize.tick)));
  return Math.max(30, RADIUS + 6 + longest);
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

function unitsOf(units: number, middle: number): Pick<Column, 'units' | 'gap'> {
  const places = Math.min(units, MOST_UNITS);
  const y = (place: number): number => middle + (place - (places - 1) / 2) * PITCH;
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
  weights: readonly Matrix[] | undefined,
): string {
  const { columns } = nodes;
  const edges = columns.slice(1).map((to, i) => drawEdges(columns[i]!, to, weights));
  return (
    element('g', {}, ...edges) +
    columns.map(drawColumn).join('') +
    drawTags(nodes, layers) +
    drawNames(nodes)
  );
}

/** Dashed where layers are left out between the two. */
function drawEdges(from: Column, to: Column, weights: readonly Matrix[] | undefined): string {
  const lines = to.units.flatMap((end) =>
    from.units.map((start) => ({ start, end, d: line([from.x, start.y], [to.x, end.y]) })),
  );
  const plain = { ...stroke('muted', theme.muted), 'stroke-width': '0.8' };
  if (to.layer !== from.layer + 1)
    return element('path', {
      ...plain,
      'stroke-dasharray': '2 4',
      d: lines.map((l) => l.d).join(''),
    });
  const W = weights?.[from.layer];
  if (!W) return element('path', { ...plain, d: lines.map((l) => l.d).join('') });
  let largest = 0;
  for (const w of W.data) largest = Math.max(largest, Math.abs(w));
  return lines
    .map(({ start, end, d }) => {
      const w = W.at(end.unit, start.unit);
      const sign = w < 0 ? 0 : 1;
      const thick = 0.4 + 3.2 * (largest === 0 ? 0 : Math.abs(w) / largest);
      return element('path', {
        ...stroke(`class-${sign}`, classShade(sign)),
        'stroke-width': px(thick),
        d,
      });
    })
    .join('');
}

function line([ax, ay]: Point, [bx, by]: Point): string {
  return `M${px(ax)},${px(ay)}L${px(bx)},${px(by)}`;
}

function drawColumn({ x, units, gap }: Column): string {
  const style = paint(fill('region-1', regionShade(1)), stroke('ink', theme.ink));
  const circles = units.map(({ y }) => element('circle', { cx: x, cy: y, r: RADIUS }));
  const dots =
    gap === undefined
      ? []
      : [-7, 0, 7].map((dy) => element('circle', { cx: x, cy: gap + dy, r: 1.8 }));
  return (
    element('g', { ...style, 'stroke-width': '1.2' }, ...circles) +
    (dots.length > 0 ? element('g', fill('ink', theme.ink), ...dots) : '')
  );
}

/** Above each column its layer, below it what it holds, and between two what connects them. */
function drawTags({ columns, pitch, top, bottom }: Nodes, layers: readonly LayerSummary[]): string {
  const heads = columns.map(({ layer, x }) =>
    element('text', { x, y: top + 13 }, layer === 0 ? 'input' : `layer ${layer}`),
  );
  const line = bottom - FOOT + 18;
  const held = columns.map(({ layer, x }) =>
    element('text', { x, y: line }, ...notation(layer === 0 ? 'A[0] = X' : `A[${layer}]`)),
  );
  const between = columns.slice(1).flatMap(({ layer, x }, i) => {
    if (columns[i]!.layer !== layer - 1) return [];
    const { W, b } = layers[layer - 1]!;
    const short = `W[${layer}]`;
    const shaped = `${short} (${W.join(', ')})`;
    const all = `${shaped}, b[${layer}] (${b.join(', ')})`;
    const tag = [all, shaped].find((text) => textWidth(text, fontSize.tick) <= pitch - 8) ?? short;
    return [element('text', { x: x - pitch / 2, y: line + 20 }, ...notation(tag))];
  });
  const style = { ...fill('ink', theme.ink), 'font-size': fontSize.tick, 'text-anchor': 'middle' };
  return element('g', style, ...heads, ...held, ...between);
}

function drawNames({ columns, names }: Nodes): string {
  const side = (column: Column, list: readonly string[], dx: number, anchor: string): string =>
    element(
      'g',
      { 'text-anchor': anchor },
      ...column.units.map(({ unit, y }) =>
        element('text', { x: column.x + dx, y: y + 4.2 }, escape(list[unit]!)),
      ),
    );
  const away = RADIUS + 5;
  return element(
    'g',
    { ...fill('ink', theme.ink), 'font-size': fontSize.tick },
    side(columns[0]!, names[0], -away, 'end'),
    side(columns.at(-1)!, names[1], away, 'start'),
  );
}
