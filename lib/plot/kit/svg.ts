/** Attribute values: numbers are rounded by {@link px}; an undefined attribute is left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** A length in pixels with at most one decimal: a tenth of a pixel is below what anyone can see. */
export function px(length: number): string {
  const rounded = Math.round(length * 10) / 10;
  return String(rounded === 0 ? 0 : rounded);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Any text as XML character data or attribute value. Characters that XML forbids altogether
 * (controls, halves of surrogate pairs) become U+FFFD: one of them would make the whole file
 * unreadable.
 */
export function escape(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
    .replace(/[&<>"']/g, (c) => ENTITIES[c]!);
}

/**
 * One SVG element.
 *
 * @param children finished SVG; text goes through {@link escape} first
 * @example element('text', { x: 1, y: 20 }, escape('a < b')) // <text x="1" y="20">a &lt; b</text>
 */
export function element(
  name: string,
  attributes: Attributes,
  ...children: readonly string[]
): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? px(value) : escape(value!)}"`)
    .join('');
  const inside = children.join('');
  return inside === '' ? `<${name}${written}/>` : `<${name}${written}>${inside}</${name}>`;
}

/** A point in pixels, y downwards. */
export type Point = readonly [x: number, y: number];

/** The `d` of one closed ring. */
export function ringPath(ring: readonly Point[]): string {
  return ring.length === 0 ? '' : `M${ring.map(([x, y]) => `${px(x)},${px(y)}`).join('L')}Z`;
}

/** The `d` of an open line. */
export function linePath(line: readonly Point[]): string {
  return line.length === 0 ? '' : `M${line.map(([x, y]) => `${px(x)},${px(y)}`).join('L')}`;
}
