// What the pictures of the measuring scripts share: logarithmic axes, lines of the grid, a page for light and dark.

/** Powers of ten that a logarithmic axis shows. */
export function logScale(values, from, to) {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  const at = (value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from);
  const powers = Array.from({ length: high - low + 1 }, (_, i) => low + i);
  return { at, powers };
}

export const power = (p) => (p >= 0 && p <= 3 ? `${10 ** p}` : `1e${p}`);

/** Upright lines of the grid with words below: `[x, text]` each. */
export const columns = (marks, y0, y1) =>
  marks.map(
    ([x, text]) =>
      `<path class="grid" d="M${x.toFixed(1)},${y0}V${y1}"/>` +
      `<text text-anchor="middle" x="${x.toFixed(1)}" y="${y0 + 18}">${text}</text>`,
  );

/** Level lines of the grid with words before: `[y, text]` each. */
export const rows = (marks, x0, x1) =>
  marks.map(
    ([y, text]) =>
      `<path class="grid" d="M${x0},${y.toFixed(1)}H${x1}"/>` +
      `<text text-anchor="end" x="${x0 - 6}" y="${(y + 4).toFixed(1)}">${text}</text>`,
  );

export function line(points, style) {
  const path = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join('L');
  return `<path class="${style}" d="M${path}"/>`;
}

export const dot = ([x, y]) => `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3"/>`;

const css = `text{font:12px system-ui,sans-serif;fill:#444}.title{font-weight:600;fill:#111}
.grid{stroke:#ddd;fill:none}.limit{stroke:#b45309;fill:none;stroke-dasharray:5 4;stroke-width:1.5}
.measured{stroke:#1d4ed8;fill:none;stroke-width:2}circle{fill:#1d4ed8}
@media (prefers-color-scheme:dark){text{fill:#bbb}.title{fill:#eee}.grid{stroke:#444}.back{fill:#111}}`;

export function sheet(title, width, height, parts) {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${title}</title>`,
    `<style>${css}</style><rect class="back" width="${width}" height="${height}" fill="#fff"/>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}
