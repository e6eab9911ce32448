import type { Matrix } from '../../base/matrix.js';
import type { LayerSummary } from '../../network/summary.js';
import { notation } from '../kit/notation.js';
import { element, px } from '../kit/svg.js';
import { fill, fontSize } from '../kit/theme.js';
import { lineOf, PLAIN } from './lines.js';

/** Of the lines of neighbouring inputs. */
const LANE = 3;

/** Room below the units for a linear path: a lane for each input that is shown, and what it holds. */
export const BAND = 40;

/** Columns of units, the inputs first, and where they end. */
interface Columns {
  readonly columns: readonly {
    readonly x: number;
    readonly units: readonly { readonly unit: number; readonly y: number }[];
  }[];
  readonly pitch: number;
  readonly below: number;
}

/** The lines of a linear path: from each input below the hidden units to each output. */
export function drawPath(
  { columns, pitch, below }: Columns,
  shape: LayerSummary['Wx'],
  Wx: Matrix | undefined,
  largest: number,
): string {
  if (!shape) return '';
  const [from, to] = [columns[0]!, columns.at(-1)!];
  const reach = Math.min(0.8 * pitch, (to.x - from.x) / 2);
  const lines = from.units.flatMap((start, lane) => {
    const y = px(below + 6 + lane * LANE);
    const [left, right] = [from.x + reach, to.x - reach];
    const into = `M${px(from.x)},${px(start.y)}C${px(from.x + 0.7 * reach)},${px(start.y)} ${px(from.x + 0.2 * reach)},${y} ${px(left)},${y}H${px(right)}`;
    return to.units.map((end) => {
      const style = Wx ? lineOf(Wx.at(end.unit, start.unit), largest) : PLAIN;
      const outOf = `C${px(to.x - 0.2 * reach)},${y} ${px(to.x - 0.7 * reach)},${px(end.y)} ${px(to.x)},${px(end.y)}`;
      return element('path', { ...style, fill: 'none', d: into + outOf });
    });
  });
  const text = { ...fill('ink'), 'font-size': fontSize.tick, 'text-anchor': 'middle' };
  const at = { x: (from.x + to.x) / 2, y: below + BAND - 3 };
  return (
    element('g', {}, ...lines) +
    element('text', { ...text, ...at }, ...notation(`Wx (${shape.join(', ')})`))
  );
}
