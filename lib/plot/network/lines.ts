import { px, type Attributes } from '../kit/svg.js';
import { stroke } from '../kit/theme.js';

/** A connection of which no weight is known. */
export const PLAIN: Attributes = { ...stroke('muted'), 'stroke-width': '0.8' };

/** A connection in the colour of its weight's sign, by its share of the largest. */
export function lineOf(weight: number, largest: number): Attributes {
  const share = largest === 0 ? 0 : Math.abs(weight) / largest;
  return { ...stroke(`class-${weight < 0 ? 0 : 1}`), 'stroke-width': px(lineWidth(share)) };
}

/** Of a line, or of a ring beyond its own, for a share of the largest number. */
export function lineWidth(share: number): number {
  return 0.4 + 3.2 * share;
}
