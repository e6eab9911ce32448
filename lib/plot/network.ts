import { readOptions } from '../base/checks.js';
import { invalid } from '../base/errors.js';
import { checkMatrix, shape, type Matrix } from '../base/matrix.js';
import type { Label } from '../data/targets.js';
import type { ParameterDict } from '../network/parameters.js';
import type { LayerSummary, NetworkSummary } from '../network/summary.js';
import { className, lineEntry } from './kit/legend.js';
import { layerTable, tableHeight } from './network/table.js';
import { drawNodes, placeNodes } from './network/nodes.js';
import { PICTURE_KEYS, pictureOptions, type PictureOptions } from './kit/options.js';
import { drawPage, MARGIN, placeHeading } from './kit/page.js';
import { classShade, classShadesOf, stroke } from './kit/theme.js';

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
  /** W1, b1, W2, …: lines get the colour of the weight's sign and are the thicker the larger it is. */
  readonly parameters?: ParameterDict | undefined;
  /** Names of the inputs, default x1, x2, … */
  readonly features?: readonly string[] | undefined;
  /** Names of the classes, where there are several outputs. */
  readonly classes?: readonly Label[] | null | undefined;
}

/**
 * A network as its units and the connections between them, with the notation of its layers: W[l], b[l]
 * and their shapes. Layers with many units, and networks with many layers, are shown in part.
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
  const keys = [...PICTURE_KEYS, 'parameters', 'features', 'classes'] as const;
  const taken = readOptions('options', options, keys);
  const { layers, sizes } = readSummary(network);
  const weights = readWeights(taken.parameters, layers);
  const { title, width } = pictureOptions(taken, titleOf(sizes));
  const inputs = names('features', taken.features, sizes[0]!) ?? numbered('x', sizes[0]!);
  const outputs = outputNames(taken.classes, layers.at(-1)!);
  const page = {
    title,
    description: describe(layers, sizes),
    width,
    legend: weights ? signs() : [],
    shades: classShadesOf(2),
  };
  const heading = placeHeading(page, MARGIN, width - 2 * MARGIN);
  const nodes = placeNodes(sizes, [inputs, outputs], MARGIN, heading.bottom, width - 2 * MARGIN);
  const table = nodes.bottom + 8;
  return drawPage(
    page,
    heading,
    table + tableHeight(layers.length) + MARGIN,
    drawNodes(nodes, layers, weights),
    layerTable(layers, MARGIN, table, width - 2 * MARGIN),
  );
}

/** The input is not counted as a layer. */
function titleOf(sizes: readonly number[]): string {
  const shown = sizes.length <= 8 ? sizes : [...sizes.slice(0, 4), '…', ...sizes.slice(-2)];
  const layers = sizes.length - 1;
  return `Network ${shown.join('-')} (${layers} layer${layers === 1 ? '' : 's'})`;
}

function readSummary(network: unknown): { layers: readonly LayerSummary[]; sizes: number[] } {
  const { layers } = (network ?? {}) as { layers?: unknown };
  const known = (layer: Partial<LayerSummary> | null): boolean =>
    typeof layer?.activation === 'string' && layer.W?.length === 2 && layer.b?.length === 2;
  if (!Array.isArray(layers) || layers.length === 0 || !layers.every(known))
    throw invalid('network', network, 'a summary such as model.summary()', 'ERR_DATA');
  const list = layers as readonly LayerSummary[];
  return { layers: list, sizes: [list[0]!.W[1], ...list.map(({ W }) => W[0])] };
}

function readWeights(
  parameters: unknown,
  layers: readonly LayerSummary[],
): readonly Matrix[] | undefined {
  if (parameters === undefined) return undefined;
  if (parameters === null || typeof parameters !== 'object')
    throw invalid('parameters', parameters, 'a dictionary such as { W1, b1, W2, b2 }', 'ERR_SHAPE');
  return layers.map(({ layer, W: [rows, cols] }) => {
    const name = `parameters.W${layer}`;
    const W = checkMatrix(name, (parameters as ParameterDict)[`W${layer}`]);
    if (W.rows === rows && W.cols === cols) return W;
    throw invalid(name, shape(W), `${shape({ rows, cols })}, as the network has it`, 'ERR_SHAPE');
  });
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

/** One output is the probability of the second class, or a value. */
function outputNames(classes: unknown, { W, activation }: LayerSummary): string[] {
  const n = W[0];
  if (Array.isArray(classes) && n === 1 && classes.length === 2)
    return [className((classes as readonly Label[])[1]!)];
  const list = Array.isArray(classes) ? classes.map((label: Label) => className(label)) : undefined;
  return (
    names('classes', list, n) ?? (activation === 'identity' ? numbered('y', n) : numbered('ŷ', n))
  );
}

function signs(): ReturnType<typeof lineEntry>[] {
  return [
    lineEntry('positive weight', { ...stroke('class-1', classShade(1)), 'stroke-width': '2' }),
    lineEntry('negative weight', { ...stroke('class-0', classShade(0)), 'stroke-width': '2' }),
  ];
}

function describe(layers: readonly LayerSummary[], sizes: readonly number[]): string {
  const total = layers.reduce((sum, { parameters }) => sum + parameters, 0);
  const parts = layers.map(
    ({ layer, activation, W, b }) =>
      `layer ${layer}: ${W[0]} unit${W[0] === 1 ? '' : 's'}, ${activation}, W[${layer}] (${W.join(', ')}), b[${layer}] (${b.join(', ')})`,
  );
  return `${sizes[0]} inputs; ${parts.join('; ')}. ${total} parameters.`;
}
