// The exercise's table and pictures as one page, for light and dark screens.
import type { Figure, Picture, Row } from './table.ts';

/** A row with what it has drawn. */
export interface Shown extends Row {
  readonly pictures: readonly Picture[];
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const STYLE = `
:root { color-scheme: light dark; --ink: #1f2328; --muted: #57606a; --page: #fff; --line: #d8dee4; --no: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eaed; --muted: #a3abb6; --page: #14171c; --line: #31363f; --no: #ff8a7a; }
}
body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 76rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .3rem; }
p { color: var(--muted); margin: 0 0 2rem; }
section { border-top: 1px solid var(--line); padding: 1rem 0 1.2rem; }
h2 { font-size: 1rem; margin: 0 0 .5rem; display: flex; gap: .8rem; }
h2 .row { color: var(--muted); font-weight: 400; min-width: 1.6rem; text-align: right; }
h2 .pass { margin-left: auto; font-weight: 400; color: var(--muted); }
section > div { display: flex; flex-wrap: wrap; gap: 1.2rem 2.5rem; margin-left: 2.4rem; }
.scroll { overflow-x: auto; min-width: 0; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 400; color: var(--muted); }
th, td { padding: .1rem 1.6rem .1rem 0; white-space: nowrap; }
td:nth-child(n + 2) { font-family: ui-monospace, monospace; font-size: .8125rem; }
.no { color: var(--no); font-weight: 600; }
figure { margin: 0; min-width: 0; }
img { max-width: 100%; height: auto; display: block; }
@media (max-width: 40rem) { section > div { margin-left: 0; } }
`;

const mark = (pass: boolean | null): string =>
  pass === null ? '' : pass ? 'yes' : '<span class="no">no</span>';

function tableRow({ name, expected, got, pass }: Figure): string {
  const cells = [escape(name), escape(expected), escape(got), mark(pass)];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

function section({ row, asked, figures, pictures, pass }: Shown): string {
  const drawn = pictures.map(
    ({ file, title }) =>
      `<figure><img src="${escape(file)}" alt="${escape(title)}" loading="lazy"></figure>`,
  );
  return `<section id="row-${row}">
<h2><span class="row">${row}</span> ${escape(asked)} <span class="pass">${pass ? 'pass' : '<span class="no">fail</span>'}</span></h2>
<div>
<div class="scroll"><table>
<tr><th>figure</th><th>expected</th><th>got</th><th>pass</th></tr>
${figures.map(tableRow).join('\n')}
</table></div>
${drawn.join('\n')}
</div>
</section>`;
}

/** @param said the sentence below the title */
export function page(rows: readonly Shown[], said: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Planar data classification with one hidden layer</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Planar data classification with one hidden layer</h1>
<p>${escape(said)}</p>
${rows.map(section).join('\n')}
</body>
</html>
`;
}
