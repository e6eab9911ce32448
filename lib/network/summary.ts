import { alignedTable } from '../base/table.js';
import { layout, outputOf, type NetworkSpec } from './spec.js';

/** One layer of a {@link NetworkSummary}; the input layer is not counted. */
export interface LayerSummary {
  readonly layer: number;
  readonly activation: string;
  readonly W: readonly [rows: number, cols: number];
  readonly b: readonly [rows: number, cols: number];
  /** Parameters of the layer, a learnt slope included. */
  readonly parameters: number;
}

/** Layers, shapes and numbers of parameters; `String(summary)` is a table. */
export interface NetworkSummary {
  readonly layers: readonly LayerSummary[];
  readonly parameters: number;
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
