import { fittingTable, wrappedText } from '../base/table.js';
import { outputOf, type NetworkSpec } from './spec.js';
import { parameterCount, placesOf, type Role } from './tensors.js';

/**
 * One layer of a {@link NetworkSummary}; the input layer is not counted.
 *
 * @example
 * import { initializeParameters, type LayerSummary, summary } from 'densely';
 *
 * const layers: readonly LayerSummary[] = summary(initializeParameters([2, 4, 1])).layers;
 * console.log(layers.map(({ W }) => W)); // [ [ 4, 2 ], [ 1, 4 ] ]
 */
export interface LayerSummary {
  /** Counted from 1. */
  readonly layer: number;
  /** Name of the activation; of the last layer that of the output. */
  readonly activation: string;
  /** Shape of the weights. */
  readonly W: readonly [rows: number, cols: number];
  /** Shape of the biases. */
  readonly b: readonly [rows: number, cols: number];
  /** Of the last layer, where a linear path leads there from the inputs: the shape of its weights. */
  readonly Wx?: readonly [rows: number, cols: number] | undefined;
  /** Parameters of the layer, a learnt slope and a linear path included. */
  readonly parameters: number;
}

/**
 * Layers, shapes and numbers of parameters; `String(summary)` is a table.
 *
 * @example
 * import { initializeParameters, type NetworkSummary, summary } from 'densely';
 *
 * const net: NetworkSummary = summary(initializeParameters(2, 4, 1));
 * console.log(net.layers.length, String(net).includes('(4, 2)')); // 2 true
 */
export interface NetworkSummary {
  /** From the first hidden layer to the output. */
  readonly layers: readonly LayerSummary[];
  /** Parameters of all layers. */
  readonly parameters: number;
  /** What each column becomes, a line each, where a model reads more than numbers. */
  readonly features?: readonly string[] | undefined;
  /**
   * Of a model that was just trained with held-out examples: how its epoch was chosen; of one with a threshold or a
   * temperature these.
   */
  readonly training?: string | undefined;
  /** A table, one line a layer; of at most so many columns where a width is given. */
  toString(width?: number): string;
}

/** What a model adds. */
export interface SummaryTexts {
  /** What becomes of its columns. */
  readonly features?: readonly string[] | undefined;
  readonly training?: string | undefined;
}

export function summarize(
  spec: NetworkSpec,
  { features, training }: SummaryTexts = {},
): NetworkSummary {
  const places = placesOf(spec);
  const rows = spec.layers.map(({ activation }, i): LayerSummary => {
    const own = places.filter(({ layer }) => layer === i + 1);
    const shapeOf = (wanted: Role): readonly [number, number] => {
      const { rows, cols } = own.find(({ role }) => role === wanted)!;
      return [rows, cols];
    };
    const hasPath = own.some(({ role }) => role === 'linear');
    return {
      layer: i + 1,
      activation: activation ?? outputOf(spec),
      W: shapeOf('weight'),
      b: shapeOf('bias'),
      ...(hasPath && { Wx: shapeOf('linear') }),
      parameters: own.reduce((sum, { rows, cols }) => sum + rows * cols, 0),
    };
  });
  const total = parameterCount(spec);
  return {
    layers: rows,
    parameters: total,
    ...(features && { features }),
    ...(training !== undefined && { training }),
    toString: (width = Infinity) => {
      const texts = [features ?? [], training === undefined ? [] : [training]];
      const below = texts.filter((lines) => lines.length > 0).map((lines) => ['', ...lines]);
      const words = below.flat().map((line) => wrappedText(line, width));
      return [table(rows, total, width), ...words].join('\n');
    },
  };
}

function table(rows: readonly LayerSummary[], total: number, width: number): string {
  const hasPath = rows.some(({ Wx }) => Wx !== undefined);
  const path = (cell: string): string[] => (hasPath ? [cell] : []);
  const cells = [
    ['layer', 'activation', 'W', 'b', ...path('Wx'), 'parameters'],
    ...rows.map(({ layer, activation, W, b, Wx, parameters }) => [
      `${layer}`,
      activation,
      `(${W.join(', ')})`,
      `(${b.join(', ')})`,
      ...path(Wx ? `(${Wx.join(', ')})` : ''),
      `${parameters}`,
    ]),
    ['', '', '', ...path(''), 'total', `${total}`],
  ];
  return fittingTable(cells, { left: [1], width, least: ['W', 'b', ...path('Wx')] });
}
