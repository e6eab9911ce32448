import { alignedTable } from '../base/table.js';
import { layout, outputOf, type NetworkSpec } from './spec.js';

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
  /** Parameters of the layer, a learnt slope included. */
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
  /** A table, one line a layer. */
  toString(): string;
}

export function summarize(spec: NetworkSpec): NetworkSummary {
  const { layers, length } = layout(spec);
  const rows = layers.map(({ layer, inputs, units, alpha }): LayerSummary => ({
    layer,
    activation: spec.activations[layer - 1] ?? outputOf(spec),
    W: [units, inputs],
    b: [units, 1],
    parameters: units * inputs + units + (alpha < 0 ? 0 : 1),
  }));
  return { layers: rows, parameters: length, toString: () => table(rows, length) };
}

function table(rows: readonly LayerSummary[], total: number): string {
  const cells = [
    ['layer', 'activation', 'W', 'b', 'parameters'],
    ...rows.map((r) => [
      `${r.layer}`,
      r.activation,
      `(${r.W.join(', ')})`,
      `(${r.b.join(', ')})`,
      `${r.parameters}`,
    ]),
    ['', '', '', 'total', `${total}`],
  ];
  return alignedTable(cells, [1]);
}
