// How cost grows: a table and a picture of steps a second against the size, with the limit.
import { alignedTable, figure, flopsOf, network, percentage } from '../dist/bench.js';
import { columns, dot, line, logScale, power, rows, sheet } from './svg.mjs';
import { growth } from './tasks.mjs';

/** Growth between neighbours above this many times that of the limit's is marked. */
const MOST = 1.5;

/** The points of one direction that were measured: size, row, flops a step. */
function pointsOf(direction, rows) {
  return growth[direction].flatMap(([x, sizes, batch, examples]) => {
    const row = rows.find(({ task }) => task === `growth ${direction} ${x}`);
    return row ? [{ x, row, flops: flopsOf(network('', sizes, batch, examples)) }] : [];
  });
}

/** How much more than the work the time has grown since the point before. */
export function excess(before, { row, flops }) {
  return before.row.value / row.value / (flops / before.flops);
}

export function growthTable(rows) {
  const body = Object.keys(growth).flatMap((direction) =>
    pointsOf(direction, rows).map((point, i, all) => {
      const over = i === 0 ? null : excess(all[i - 1], point);
      return [
        i === 0 ? direction : '',
        `${point.x.toLocaleString('en-US')}`,
        figure(point.flops / 1e6),
        figure(point.row.value),
        point.row.limit === null ? '' : figure(point.row.limit),
        percentage(point.row.limitShare),
        over === null ? '' : `${over.toFixed(2)}${over > MOST ? ' !' : ''}`,
      ];
    }),
  );
  const first = ['growth', 'size', 'Mflop/step', 'steps/s', 'limit', 'of limit', 'time/work'];
  const note = `time/work: growth of the time over that of the flops since the line before; ! above ${MOST}`;
  return `${alignedTable([first, ...body])}\n${note}`;
}

const [WIDTH, HEIGHT, MARGIN] = [380, 280, 56];

function panel(direction, points, left, top) {
  const limits = points.flatMap(({ row }) => (row.limit === null ? [] : [row.limit]));
  const [x0, x1, y0, y1] = [left + MARGIN, left + WIDTH - 12, top + HEIGHT - 44, top + 30];
  const sizes = points.map((p) => p.x);
  const x = logScale(sizes, x0, x1);
  const y = logScale([...points.map((p) => p.row.value), ...limits], y0, y1);
  const marks = ({ at, powers }) => powers.map((p) => [at(10 ** p), power(p)]);
  const placed = (of) => points.map((p) => [x.at(p.x), y.at(of(p.row))]);
  const dots = placed((row) => row.value);
  return [
    `<text class="title" x="${x0}" y="${top + 18}">steps/s against ${direction}</text>`,
    ...columns(marks(x), y0, y1),
    ...rows(marks(y), x0, x1),
    limits.length === points.length
      ? line(
          placed((row) => row.limit),
          'limit',
        )
      : '',
    line(dots, 'measured'),
    ...dots.map(dot),
  ].join('\n');
}

/** Both axes logarithmic, one panel for each direction; the limit dashed. */
export function growthPicture(measurements) {
  const measured = Object.keys(growth)
    .map((direction) => [direction, pointsOf(direction, measurements)])
    .filter(([, points]) => points.length > 1);
  const panels = measured.map(([direction, points], i) =>
    panel(direction, points, (i % 2) * WIDTH, Math.floor(i / 2) * HEIGHT),
  );
  const [width, height] = [2 * WIDTH, Math.ceil(measured.length / 2) * HEIGHT + 24];
  const legend = `<text x="${MARGIN}" y="${height - 8}">solid: measured; dashed: limit of the processor, one thread</text>`;
  return sheet('How the cost of a training step grows', width, height, [...panels, legend]);
}
