// A picture as its readers get it: elements, and the places of its texts.
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

// A reader of XML as small as the SVG needs it: throws for what is not well-formed.

export interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Node[];
  text: string;
}

const TOKEN = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
const BARE_AMPERSAND = /&(?!(?:amp|lt|gt|quot|#\d+|#x[\da-f]+);)/i;

export function parseXml(xml: string): Node {
  const document: Node = { name: '', attributes: {}, children: [], text: '' };
  const open = [document];
  TOKEN.lastIndex = 0;
  for (let at = 0; at < xml.length; at = TOKEN.lastIndex) {
    const token = TOKEN.exec(xml);
    if (token === null || BARE_AMPERSAND.test(token[0]))
      throw new Error(`not XML at ${xml.slice(at, at + 60)}`);
    const [, closing, name, attributes, empty, text] = token;
    if (text !== undefined) open.at(-1)!.text += unescape(text);
    else if (closing) {
      if (open.pop()!.name !== name) throw new Error(`</${name}> closes another element`);
    } else {
      const node: Node = {
        name: name!,
        attributes: readAttributes(attributes!),
        children: [],
        text: '',
      };
      open.at(-1)!.children.push(node);
      if (!empty) open.push(node);
    }
  }
  if (open.length !== 1 || document.children.length !== 1) throw new Error('not one closed root');
  return document.children[0]!;
}

function readAttributes(source: string): Record<string, string> {
  const pairs = [...source.matchAll(/([\w:-]+)="([^"]*)"/g)].map(
    (m) => [m[1]!, unescape(m[2]!)] as const,
  );
  if (new Set(pairs.map(([key]) => key)).size !== pairs.length)
    throw new Error(`an attribute twice: ${source}`);
  return Object.fromEntries(pairs);
}

function unescape(text: string): string {
  const letters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return text.replace(/&([^;]+);/g, (_, name: string) => letters[name]!);
}

export function all(node: Node, test: (n: Node) => boolean): Node[] {
  return [...(test(node) ? [node] : []), ...node.children.flatMap((child) => all(child, test))];
}

export function one(node: Node, test: (n: Node) => boolean): Node {
  const found = all(node, test);
  expect(found).toHaveLength(1);
  return found[0]!;
}

// Places of texts, as the widest of the common sans-serif fonts takes them.

const widths = JSON.parse(
  readFileSync(new URL('../fixtures/dejavu-sans-widths.json', import.meta.url), 'utf8'),
) as Record<'regular' | 'bold', Record<string, number>>;

/** Widths of letters as shares of the font size; those that the font has. */
export const letterWidths: typeof widths = widths;

/** Of the font's capitals and accents above the line, and of its descenders below. */
const [ABOVE, BELOW] = [0.8, 0.24];

/** How much higher a raised letter reaches. */
const RAISED = 0.2;

export interface TextBox {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Inherited {
  readonly size: number;
  readonly anchor: string;
  readonly bold: boolean;
}

/** The box of each text of a picture, in pixels. */
export function textBoxes(
  node: Node,
  inherited: Inherited = { size: 16, anchor: 'start', bold: false },
): TextBox[] {
  const style = styleOf(node, inherited);
  if (node.name === 'text') return [textBox(node, style)];
  return node.children.flatMap((child) => textBoxes(child, style));
}

function styleOf({ attributes }: Node, { size, anchor, bold }: Inherited): Inherited {
  const own = attributes['font-size'] ?? '';
  const weight = attributes['font-weight'];
  return {
    size: own.endsWith('%') ? (size * Number.parseFloat(own)) / 100 : Number(own || size),
    anchor: attributes['text-anchor'] ?? anchor,
    bold: weight === undefined ? bold : Number(weight) >= 600,
  };
}

function widthOf(node: Node, style: Inherited): number {
  const letters = widths[style.bold ? 'bold' : 'regular'];
  const own = Array.from(node.text).reduce((sum, l) => sum + (letters[l] ?? 1), 0) * style.size;
  return node.children.reduce((sum, child) => sum + widthOf(child, styleOf(child, style)), own);
}

function textBox(node: Node, style: Inherited): TextBox {
  const width = widthOf(node, style);
  const before = { start: 0, middle: width / 2, end: width }[style.anchor]!;
  const raised = node.children.some((child) => child.attributes['dy']?.startsWith('-'));
  const [above, below] = [(ABOVE + (raised ? RAISED : 0)) * style.size, BELOW * style.size];
  const text = all(node, () => true)
    .map((n) => n.text)
    .join('');
  const { transform = '', x, y } = node.attributes;
  const turned = /^translate\((-?[\d.]+),(-?[\d.]+)\) rotate\(-90\)$/.exec(transform);
  if (turned) {
    const [tx, ty] = [Number(turned[1]), Number(turned[2])];
    const [top, bottom] = [ty - width + before, ty + before];
    return { text, left: tx - above, right: tx + below, top, bottom };
  }
  expect([transform, Number(x), Number(y)], text).toEqual([
    '',
    expect.any(Number),
    expect.any(Number),
  ]);
  const [left, top] = [Number(x) - before, Number(y) - above];
  return { text, left, right: left + width, top, bottom: Number(y) + below };
}

/** No text of a picture touches another or leaves the picture. */
export function expectApart(svg: string, width: number): void {
  const root = parseXml(svg);
  const height = Number(root.attributes['height']);
  const { width: told, viewBox } = root.attributes;
  expect([told, viewBox]).toEqual([String(width), `0 0 ${width} ${height}`]);
  const boxes = textBoxes(root);
  expect(boxes.length).toBeGreaterThanOrEqual(6);
  const outside = boxes.filter(
    (b) => !(b.left >= 0 && b.right <= width && b.top >= 0 && b.bottom <= height),
  );
  expect(outside).toEqual([]);
  const touching = boxes.flatMap((a, i) =>
    boxes
      .slice(i + 1)
      .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map((b) => `${a.text} | ${b.text}`),
  );
  expect(touching).toEqual([]);
}
