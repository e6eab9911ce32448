import { nothingMore, readOptions } from '../base/checks.js';
import { invalid } from '../base/errors.js';
import { atOnce } from '../base/slices.js';
import { checkMatrix, type Matrix } from '../base/matrix.js';
import { shape } from '../base/placement.js';
import type { Label } from '../data/targets.js';
import type { ParameterDict } from '../network/parameters.js';
import type { LayerSummary, NetworkSummary } from '../network/summary.js';
import { className, lineEntry, type LegendEntry } from './kit/legend.js';
import { lineWidth } from './network/lines.js';
import { BAND } from './network/path.js';
import { layerTable, tableHeight } from './network/table.js';
import {
  drawNodes,
  largestOf,
  LEAST_NODES,
  placeNodes,
  weightsIn,
  type LayerParameters,
} from './network/nodes.js';
import { PICTURE_KEYS, pictureOptions, type Look, type PictureOptions } from './kit/options.js';
import { drawPage, MARGIN, placeHeading } from './kit/page.js';
import { element, px } from './kit/svg.js';
import { classShadesOf, paint, stroke } from './kit/theme.js';
import { activationName } from './kit/words.js';

/**
 * Options of {@link networkDiagram}.
 *
 * @example
 * import { initializeParameters, summary } from 'densely';
 * import { networkDiagram, type NetworkDiagramOptions } from 'densely/plot';
 *
 * const parameters = initializeParameters(2, 4, 1, { seed: 3 });
 * const options: NetworkDiagramOptions = { parameters, features: ['length', 'width'] };
 * console.log(networkDiagram(summary(parameters), options).includes('length')); // true
 */
export interface NetworkDiagramOptions extends PictureOptions {
  /**
   * W1, b1, W2, …, Wx: lines get the colour of the weight's sign and are the thicker the larger it is, in all
   * layers by one scale; so are the rings of units by their biases.
   */
  readonly parameters?: ParameterDict | undefined;
  /** Names of the inputs, default x1, x2, … */
  readonly features?: readonly string[] | undefined;
  /** Names of the classes, where there are several outputs. */
  readonly classes?: readonly Label[] | null | undefined;
}

/**
 * A network as its units and the connections between them, with the notation of its layers: W[l], b[l]
 * and their shapes; a linear path leads below the hidden units. Layers with many units, and networks with many
 * layers, are shown in part.
 *
 * @param network `summary(parameters)` of the package, or a model's `summary()`
 * @returns the text of an SVG file
 * @throws `ERR_DATA` for what is no summary, `ERR_SHAPE` for parameters of another network, `ERR_OPTION`
 *
 * @example
 * import { initializeParameters, summary } from 'densely';
 * import { networkDiagram } from 'densely/plot';
 *
 * const parameters = initializeParameters(2, 4, 1, { seed: 3 });
 * console.log(networkDiagram(summary(parameters), { parameters }).slice(0, 4)); // <svg
 */
export function networkDiagram(network: NetworkSummary, options?: NetworkDiagramOptions): string {
  nothingMore('networkDiagram()', arguments, 2);
  const keys = [...PICTURE_KEYS, 'parameters', 'features', 'classes'] as const;
  const taken = readOptions('options', options, keys);
  const { layers, sizes } = readSummary(network);
  const weights = readParameters(taken.parameters, layers);
  const look = pictureOptions(taken, titleOf(sizes));
  const inputs = names('features', taken.features, sizes[0]!) ?? numbered('x', sizes[0]!);
  const outputs = outputNames(taken.classes, layers.at(-1)!, look.word);
  const page = {
    look,
    description: describe(layers, sizes),
    legend: weights ? weightEntries(weights, look.word) : [],
    shades: classShadesOf(2, look.colours),
  };
  const width = look.width - 2 * MARGIN;
  const heading = placeHeading(page, MARGIN, width);
  const rest = tableHeight(layers) + 8 + MARGIN;
  const band = layers.at(-1)!.Wx ? BAND : 0;
  const box = {
    left: MARGIN,
    top: heading.bottom,
    width,
    height: roomOf(look, heading.bottom + rest, band),
    band,
  };
  const nodes = placeNodes(sizes, [inputs, outputs], box);
  const table = nodes.bottom + 8;
  return atOnce(
    drawPage(
      page,
      heading,
      look.height ?? nodes.bottom + rest,
      drawNodes(nodes, layers, weights, look.word),
      layerTable(layers, { left: MARGIN, top: table, width }, look.word),
    ),
  );
}

/** For the units, where the picture's height is given. */
function roomOf({ height, zoom }: Look, rest: number, band: number): number | undefined {
  const needed = LEAST_NODES + band;
  if (height === undefined || height - rest >= needed) return height && height - rest;
  const least = Math.ceil((rest + needed) * zoom);
  throw invalid('height', Math.round(height * zoom), `at least ${least} for this picture`);
}

/** The input is not counted as a layer. */
function titleOf(sizes: readonly number[]): string {
  const shown = sizes.length <= 8 ? sizes : [...sizes.slice(0, 4), '…', ...sizes.slice(-2)];
  const layers = sizes.length - 1;
  return `Network ${shown.join('-')} (${layers}\u00a0layer${layers === 1 ? '' : 's'})`;
}

function readSummary(network: unknown): { layers: readonly LayerSummary[]; sizes: number[] } {
  const { layers } = (network ?? {}) as { layers?: unknown };
  const known = (layer: Partial<LayerSummary> | null): boolean =>
    typeof layer?.activation === 'string' &&
    layer.W?.length === 2 &&
    layer.b?.length === 2 &&
    (layer.Wx === undefined || layer.Wx.length === 2);
  if (!Array.isArray(layers) || layers.length === 0 || !layers.every(known))
    throw invalid('network', network, 'a summary such as model.summary()', 'ERR_DATA');
  const list = layers as readonly LayerSummary[];
  return { layers: list, sizes: [list[0]!.W[1], ...list.map(({ W }) => W[0])] };
}

function readParameters(
  parameters: unknown,
  layers: readonly LayerSummary[],
): readonly LayerParameters[] | undefined {
  if (parameters === undefined) return undefined;
  if (parameters === null || typeof parameters !== 'object')
    throw invalid('parameters', parameters, 'a dictionary such as { W1, b1, W2, b2 }', 'ERR_SHAPE');
  const matrix = (name: string, [rows, cols]: LayerSummary['W']): Matrix => {
    const found = checkMatrix(
      `parameters.${name}`,
      (parameters as Readonly<Record<string, unknown>>)[name],
    );
    if (found.rows === rows && found.cols === cols) return found;
    const allowed = `${shape({ rows, cols })}, as the network has it`;
    throw invalid(`parameters.${name}`, shape(found), allowed, 'ERR_SHAPE');
  };
  return layers.map(({ layer, W, b, Wx }) => ({
    W: matrix(`W${layer}`, W),
    b: matrix(`b${layer}`, b),
    Wx: Wx && matrix('Wx', Wx),
  }));
}

function names(argument: string, value: unknown, n: number): string[] | undefined {
  if (value === undefined || value === null) return undefined;
  const list = Array.isArray(value) ? Array.from(value as unknown[]) : [];
  if (list.length === n) return list.map(String);
  throw invalid(argument, value, `${n} names${list.length > 0 ? `, not ${list.length}` : ''}`);
}

function numbered(letter: string, n: number): string[] {
  return Array.from({ length: n }, (_, i) => (n === 1 ? letter : `${letter}${i + 1}`));
}

/** Outputs that are values, not probabilities. */
const VALUES: readonly string[] = ['identity', 'exp'];

/** One output is the probability of the second class, or a value. */
function outputNames(
  classes: unknown,
  { W, activation }: LayerSummary,
  word: Look['word'],
): string[] {
  const n = W[0];
  if (Array.isArray(classes) && n === 1 && classes.length === 2)
    return [className((classes as readonly Label[])[1]!, word)];
  const list = Array.isArray(classes)
    ? classes.map((label: Label) => className(label, word))
    : undefined;
  return names('classes', list, n) ?? numbered(VALUES.includes(activation) ? 'y' : 'ŷ', n);
}

/** Colours for the signs, and how wide a line is for how large a weight. */
function weightEntries(of: readonly LayerParameters[], word: Look['word']): LegendEntry[] {
  const largest = largestOf(weightsIn(of));
  const line = (label: string, c: 0 | 1, width: number): LegendEntry =>
    lineEntry(label, { ...stroke(`class-${c}`), 'stroke-width': px(width) });
  const ring = { ...paint('region-1', 'class-1'), 'stroke-width': '2.4', r: 6 };
  return [
    line(word('positive weight'), 1, 2),
    line(word('negative weight'), 0, 2),
    ...(largest > 0 ? [line(`|w| = ${Number(largest.toPrecision(2))}`, 1, lineWidth(1))] : []),
    { label: word('bias'), sign: ([cx, cy]) => element('circle', { ...ring, cx, cy }) },
  ];
}

function describe(layers: readonly LayerSummary[], sizes: readonly number[]): string {
  const total = layers.reduce((sum, { parameters }) => sum + parameters, 0);
  const parts = layers.map(
    ({ layer, activation, W, b, Wx }) =>
      `layer ${layer}: ${W[0]} unit${W[0] === 1 ? '' : 's'}, ${activationName(activation)}, W[${layer}] (${W.join(', ')}), b[${layer}] (${b.join(', ')})${Wx ? `, linear path from the inputs Wx (${Wx.join(', ')})` : ''}`,
  );
  return `${sizes[0]} inputs; ${parts.join('; ')}. ${total} parameters.`;
}
