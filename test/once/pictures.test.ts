// What all kinds of pictures have in common: labels, words for those who hear them, colours, PNG.
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { toPng } from '../../lib/plot/index.js';
import { BOLD, textWidth } from '../../lib/plot/kit/text.js';
import { languages, pictures } from './pictures.js';
import { all, expectApart, letterWidths, one, parseXml } from './svg-reader.js';

const WIDTHS = [240, 400, 640, 960];
const names = Object.keys(pictures);
const drawn = new Map(
  names.flatMap((name) => WIDTHS.map((width) => [`${name} ${width}`, pictures[name]!({ width })])),
);
const svgOf = (name: string, width: number): string => drawn.get(`${name} ${width}`)!;
const cases = names.flatMap((name) => WIDTHS.map((width) => [name, width] as const));

describe('labels', () => {
  it.each(cases)('of %s stay apart and inside at %i px', (name, width) =>
    expectApart(svgOf(name, width), width),
  );

  it.each(cases)('of %s stay apart and inside at %i px in Korean', (name, width) =>
    expectApart(pictures[name]!({ width, labels: languages.ko }), width),
  );

  it('are measured no narrower than in the widest common font', () => {
    for (const [letter, width] of Object.entries(letterWidths.regular))
      expect(textWidth(letter, 1), letter).toBeGreaterThanOrEqual(width);
    for (const [letter, width] of Object.entries(letterWidths.bold))
      expect(textWidth(letter, BOLD), letter).toBeGreaterThanOrEqual(width);
  });
});

describe('every picture', () => {
  it.each(names)('%s has a role, a title, a description, and is the same each time', (name) => {
    const svg = svgOf(name, 640);
    expect(pictures[name]!({ width: 640 })).toBe(svg);
    const root = parseXml(svg);
    const [title, description] = root.children;
    expect([root.attributes['role'], title!.name, description!.name]).toEqual([
      'img',
      'title',
      'desc',
    ]);
    expect(title!.text.length).toBeGreaterThan(3);
    expect(description!.text).toMatch(/\d.*\.$/s);
    expect(svg).not.toMatch(/NaN|Infinity|undefined|\sid="|url\(/);
  });

  it.each(names)('%s is painted with shades of its style sheet only, light and dark', (name) => {
    const root = parseXml(svgOf(name, 640));
    const rules = one(root, (n) => n.name === 'style').text;
    const colours = all(root, (n) => n !== root).flatMap(({ attributes }) =>
      (['fill', 'stroke'] as const).flatMap((property) => {
        const value = attributes[property];
        return value === undefined || value === 'none'
          ? []
          : [{ property, value, classes: attributes['class']?.split(' ') ?? [] }];
      }),
    );
    expect(colours.length).toBeGreaterThan(3);
    for (const { property, value, classes } of colours) {
      const shade = classes.find((c) => c.startsWith(`${property}-`))!.slice(property.length + 1);
      const [light, dark] = [
        ...rules.matchAll(new RegExp(`--densely-${shade}:(#[0-9a-f]{6})`, 'g')),
      ];
      expect(light![1]).toBe(value);
      expect(dark![1]).not.toBe(value);
    }
  });
});

/** Of sRGB colours (WCAG 2.2). */
function contrast(a: string, b: string): number {
  const luminance = (colour: string): number => {
    const [r, g, b] = [1, 3, 5].map((i) => {
      const v = Number.parseInt(colour.slice(i, i + 2), 16) / 255;
      return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

describe('colours', () => {
  const shadesOf = (name: string, dark: boolean): Map<string, string> => {
    const rules = one(parseXml(svgOf(name, 640)), (n) => n.name === 'style').text;
    const part = rules.split('@media')[dark ? 1 : 0]!;
    return new Map(
      [...part.matchAll(/--densely-([\w-]+):(#[0-9a-f]{6})/g)].map((m) => [m[1]!, m[2]!]),
    );
  };

  it.each([false, true])('of letters are readable on all they stand on, dark: %s', (dark) => {
    const shades = shadesOf('confusion-digits', dark);
    const grounds = [...shades].filter(([name]) => /^(heat-|background)/.test(name));
    expect(grounds).toHaveLength(12);
    for (const [name, ground] of grounds)
      expect(contrast(shades.get('ink')!, ground), name).toBeGreaterThan(4.5);
    expect(contrast(shades.get('muted')!, shades.get('background')!)).toBeGreaterThan(4.5);
  });

  it.each([false, true])('of the first two classes differ by lightness too, dark: %s', (dark) => {
    const shades = shadesOf('boundary-flower', dark);
    for (const c of [0, 1])
      expect(contrast(shades.get(`class-${c}`)!, shades.get(`region-${c}`)!)).toBeGreaterThan(3);
  });
});

/** Width and height of a PNG file, from its header. */
function sizeOf(png: Uint8Array): [number, number] {
  const view = new DataView(png.buffer, png.byteOffset);
  expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return [view.getUint32(16), view.getUint32(20)];
}

/** The first pixel of a PNG of 8-bit RGBA; no filter changes it. */
function cornerOf(png: Uint8Array): string {
  const bytes = Buffer.from(png);
  expect([...bytes.subarray(24, 26)]).toEqual([8, 6]);
  const data: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (type === 'IDAT') data.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  }
  return inflateSync(Buffer.concat(data)).toString('hex', 1, 5);
}

describe('PNG', () => {
  it.each(cases)('of %s at %i px has its size, and the dark one differs', async (name, width) => {
    const svg = svgOf(name, width);
    const height = Number(parseXml(svg).attributes['height']);
    const [light, dark] = [
      await toPng(svg, { scale: 1 }),
      await toPng(svg, { scale: 1, dark: true }),
    ];
    for (const png of [light, dark]) expect(sizeOf(png)).toEqual([width, Math.round(height)]);
    expect([light, dark].map(cornerOf)).toEqual(['ffffffff', '14171cff']);
    // Also where there is no font to write with, there is much more than an empty page.
    const page = `${/^<svg[^>]*>/.exec(svg)![0]}<rect width="100%" height="100%" fill="#fff"/></svg>`;
    expect(light.length).toBeGreaterThan(1.5 * (await toPng(page, { scale: 1 })).length);
  });
});
