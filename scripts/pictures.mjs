// Draws every picture of the tests at each size, on light and dark pages, in each language, to be looked at:
//   npm run pictures [-- NAME…]   into build-pictures/, a sheet for each picture and index.html with all
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runnerImport } from 'vite';
import { setupOrExit } from './setup.mjs';
import { root, say } from './tools.mjs';

const WIDTHS = [400, 640, 960];
const THEMES = ['light', 'dark'];
const GAP = 16;

await setupOrExit();
const load = async (path) => (await runnerImport(join(root, path))).module;
const { languages, pictures } = await load('test/once/pictures.ts');
const { toPng } = await import(pathToFileURL(join(root, 'dist/plot.js')).href);

const wanted = process.argv.slice(2);
const names = Object.keys(pictures).filter(
  (name) => wanted.length === 0 || wanted.some((begin) => name.startsWith(begin)),
);
const folder = join(root, 'build-pictures');
mkdirSync(folder, { recursive: true });

const sideOf = (svg, side) => Number(new RegExp(`^<svg[^>]* ${side}="([\\d.]+)"`).exec(svg)[1]);

/** Pictures beside one another, rows below one another, as one picture. */
function sheet(rows) {
  let top = GAP;
  const placed = rows.map((row) => {
    let left = GAP;
    const line = row.map((svg) => {
      const at = svg.replace('<svg ', `<svg x="${left}" y="${top}" `);
      left += sideOf(svg, 'width') + GAP;
      return at;
    });
    top += Math.max(...row.map((svg) => sideOf(svg, 'height'))) + GAP;
    return line.join('');
  });
  const width = WIDTHS.reduce((sum, each) => sum + each + GAP, GAP);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${top}" viewBox="0 0 ${width} ${top}">` +
    `<rect width="${width}" height="${top}" fill="#888888"/>${placed.join('')}</svg>`
  );
}

for (const name of names) {
  const rows = Object.values(languages).flatMap((labels) =>
    THEMES.map((theme) => WIDTHS.map((width) => pictures[name]({ width, theme, labels }))),
  );
  const svg = sheet(rows);
  writeFileSync(join(folder, `${name}.svg`), svg);
  const scale = Math.min(1, 16000 / sideOf(svg, 'height'));
  writeFileSync(join(folder, `${name}.png`), await toPng(svg, { scale }));
}
const shown = names.map((name) => `<h2>${name}</h2><img src="${name}.svg" alt="${name}">`);
writeFileSync(
  join(folder, 'index.html'),
  `<!doctype html><meta charset="utf-8">${shown.join('\n')}\n`,
);
say(`densely: ${names.length} sheets in ${folder}`);
