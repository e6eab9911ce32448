// How cost grows: a table and a picture of steps a second against the size, with the limit.
import { alignedTable, figure, flopsOf, network, percentage } from '../dist/bench.js';
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

/** Powers of ten that a logarithmic axis shows. */
function scale(values, from, to) {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  const at = (value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from);
  const powers = Array.from({ length: high - low + 1 }, (_, i) => low + i);
  return { at, powers };
}

const power = (p) => (p >= 0 && p <= 3 ? `${10 ** p}` : `1e${p}`);

function line(points, style) {
  const path = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join('L');
  return `<path class="${style}" d="M${path}"/>`;
}

function panel(direction, points, left, top) {
  const limits = points.flatMap(({ row }) => (row.limit === null ? [] : [row.limit]));
  const x = scale(
    points.map((p) => p.x),
    left + MARGIN,
    left + WIDTH - 12,
  );
  const y = scale([...points.map((p) => p.row.value), ...limits], top + HEIGHT - 44, top + 30);
  const [x0, x1, y0, y1] = [left + MARGIN, left + WIDTH - 12, top + HEIGHT - 44, top + 30];
  const dots = points.map((p) => [x.at(p.x), y.at(p.row.value)]);
  return [
    `<text class="title" x="${x0}" y="${top + 18}">steps/s against ${direction}</text>`,
    ...x.powers.map(
      (p) =>
        `<path class="grid" d="M${x.at(10 ** p).toFixed(1)},${y0}V${y1}"/>` +
        `<text text-anchor="middle" x="${x.at(10 ** p).toFixed(1)}" y="${y0 + 18}">${power(p)}</text>`,
    ),
    ...y.powers.map(
      (p) =>
        `<path class="grid" d="M${x0},${y.at(10 ** p).toFixed(1)}H${x1}"/>` +
        `<text text-anchor="end" x="${x0 - 6}" y="${(y.at(10 ** p) + 4).toFixed(1)}">${power(p)}</text>`,
    ),
    limits.length === points.length
      ? line(
          points.map((p) => [x.at(p.x), y.at(p.row.limit)]),
          'limit',
        )
      : '',
    line(dots, 'measured'),
    ...dots.map(([cx, cy]) => `<circle cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="3"/>`),
  ].join('\n');
}

const css = `text{font:12px system-ui,sans-serif;fill:#444}.title{font-weight:600;fill:#111}
.grid{stroke:#ddd;fill:none}.limit{stroke:#b45309;fill:none;stroke-dasharray:5 4;stroke-width:1.5}
.measured{stroke:#1d4ed8;fill:none;stroke-width:2}circle{fill:#1d4ed8}
@media (prefers-color-scheme:dark){text{fill:#bbb}.title{fill:#eee}.grid{stroke:#444}.back{fill:#111}}`;

/** Both axes logarithmic, one panel for each direction; the limit dashed. */
export function growthPicture(rows) {
  const measured = Object.keys(growth)
    .map((direction) => [direction, pointsOf(direction, rows)])
    .filter(([, points]) => points.length > 1);
  const panels = measured.map(([direction, points], i) =>
    panel(direction, points, (i % 2) * WIDTH, Math.floor(i / 2) * HEIGHT),
  );
  const [width, height] = [2 * WIDTH, Math.ceil(measured.length / 2) * HEIGHT + 24];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    '<title>How the cost of a training step grows</title>',
    `<style>${css}</style><rect class="back" width="${width}" height="${height}" fill="#fff"/>`,
    ...panels,
    `<text x="${MARGIN}" y="${height - 8}">solid: measured; dashed: limit of the processor, one thread</text>`,
    '</svg>\n',
  ].join('\n');
}
