import { element } from './svg.js';

/** One colour on light pages and on dark ones. */
export interface Shade {
  readonly light: string;
  readonly dark: string;
}

/** Colours of everything that belongs to no class. */
export const theme: Readonly<Record<'background' | 'ink' | 'muted', Shade>> = {
  background: { light: '#ffffff', dark: '#14171c' },
  ink: { light: '#1f2328', dark: '#e8eaed' },
  muted: { light: '#57606a', dark: '#a3abb6' },
};

/**
 * Colours of the classes, red first, then blue: the "vibrant" scheme of Paul Tol (SRON technical
 * note EPS/TN/09-002), made for all common forms of colour blindness; lighter versions on dark
 * pages.
 */
const classShades: readonly Shade[] = [
  { light: '#cc3311', dark: '#ff7a5c' },
  { light: '#0077bb', dark: '#4db4f0' },
  { light: '#009988', dark: '#2fc4b2' },
  { light: '#ee7733', dark: '#ffb27a' },
  { light: '#ee3377', dark: '#ff8ab2' },
  { light: '#33bbee', dark: '#9be0fa' },
  { light: '#7a7a7a', dark: '#c4c4c4' },
];

/** Colours of the lines of a chart, which are no classes: from the same note, its "muted" scheme. */
const lineShades: readonly Shade[] = [
  { light: '#882255', dark: '#e58bb5' },
  { light: '#117733', dark: '#6fcf8b' },
  { light: '#332288', dark: '#a79bf2' },
  { light: '#997700', dark: '#e0c25a' },
  { light: '#2f8fbf', dark: '#88ccee' },
  { light: '#aa4499', dark: '#e39ad6' },
  { light: '#6b6b6b', dark: '#c4c4c4' },
];

/** Colours that were asked for instead, by class or line; after the last the first again. */
export type Colours = readonly Shade[] | undefined;

/** Shades by the names that {@link fill} and {@link stroke} use. */
export type Shades = Readonly<Record<string, Shade>>;

/**
 * How far the tints of regions stand out from the page, as WCAG contrast: 1.25 apart, so that a print in grey
 * or an eye without the colours sees the border too. Marks keep 3 : 1 upon the tint of their own class.
 */
const TINTS: Readonly<Record<'two' | 'more', readonly number[]>> = {
  two: [1.5, 1.18],
  more: [1.66, 1.3, 1.03],
};

/** How many tints there are for so many classes. */
export function tintCount(classes: number): number {
  return (classes <= 2 ? TINTS.two : TINTS.more).length;
}

/**
 * What classes are painted with: class-0, region-0, class-1, …
 *
 * @param tints number of each class's tint; default: one after the other
 */
export function classShadesOf(
  classes: number,
  colours?: Colours,
  tints?: readonly number[],
): Shades {
  const contrasts = classes <= 2 ? TINTS.two : TINTS.more;
  const palette = colours ?? classShades;
  const named = Array.from({ length: classes }, (_, c) => {
    const shade = palette[c % palette.length]!;
    const contrast = contrasts[tints?.[c] ?? c % contrasts.length]!;
    return [
      [`class-${c}`, shade],
      [`region-${c}`, tinted(shade, contrast)],
    ];
  });
  return Object.fromEntries(named.flat()) as Shades;
}

/** What the lines of a chart are painted with: line-0, line-1, … */
export function lineShadesOf(lines: number, colours: Colours): Shades {
  const palette = colours ?? lineShades;
  const named = Array.from({ length: lines }, (_, i) => [
    `line-${i}`,
    palette[i % palette.length]!,
  ]);
  return Object.fromEntries(named) as Shades;
}

/** Steps of {@link heatShadesOf} above the background. */
export const HEAT = 10;

/** heat-0 … heat-10: blue on the background for shares from 0 to 1, pale enough for text upon it. */
export function heatShadesOf(colours: Colours): Shades {
  const { light, dark } = (colours ?? classShades)[1] ?? classShades[1]!;
  const steps = Array.from({ length: HEAT + 1 }, (_, step): [string, Shade] => {
    const strength = (0.5 * step) / HEAT;
    return [
      `heat-${step}`,
      {
        light: mix(light, theme.background.light, strength),
        dark: mix(dark, theme.background.dark, strength),
      },
    ];
  });
  return Object.fromEntries(steps);
}

/** On dark pages too mixed from the stronger colour: pale ones turn to mud there. */
function tinted({ light }: Shade, contrast: number): Shade {
  const { background } = theme;
  return {
    light: mixTo(light, background.light, contrast),
    dark: mixTo(light, background.dark, contrast),
  };
}

/** As much of the colour as the contrast asks for. */
function mixTo(colour: string, background: string, contrast: number): string {
  let [low, high] = [0, 1];
  for (let halving = 0; halving < 12; halving++) {
    const share = (low + high) / 2;
    if (contrastOf(mix(colour, background, share), background) < contrast) low = share;
    else high = share;
  }
  return mix(colour, background, high);
}

/** Of two colours by WCAG 2.2, from 1 to 21. */
function contrastOf(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const v = Number.parseInt(colour.slice(i, i + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function mix(colour: string, background: string, share: number): string {
  const channel = (hex: string, i: number): number => Number.parseInt(hex.slice(i, i + 2), 16);
  const mixed = [1, 3, 5].map((i) => {
    const value = channel(background, i) + share * (channel(colour, i) - channel(background, i));
    return Math.round(value).toString(16).padStart(2, '0');
  });
  return `#${mixed.join('')}`;
}

// Without quotes: resvg reads a quoted name only at the beginning, and takes a serif instead.
const SANS = 'system-ui, Segoe UI, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif';
const KOREAN = 'Noto Sans KR, Noto Sans CJK KR, Apple SD Gothic Neo, Malgun Gothic';

export function isKorean(text: string): boolean {
  return /[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]/.test(text);
}

/** Korean is written throughout by a font that has it: renderers find any, a serif perhaps, for what is missing. */
export function fontOf(isKorean: boolean): string {
  return isKorean
    ? `${KOREAN}, ${SANS}`
    : `${SANS.replace(', sans-serif', '')}, ${KOREAN}, sans-serif`;
}

/** Font sizes in pixels. */
export const fontSize = { title: 16, legend: 13, name: 13, tick: 12, small: 11 } as const;

/** For the page that a picture stands on: as the reader's system has it, or one of the two. */
export type Mode = 'auto' | 'light' | 'dark';

/**
 * A picture of marks by {@link fill} and {@link stroke}, with its style sheet. Every element also carries its
 * colour as an attribute, for renderers without CSS variables (resvg, office programs); `@supports` hides the
 * rules from those. A page can override each colour, for example `.densely-plot {
 * --densely-background: transparent }`.
 *
 * @param shades what it is painted with beside {@link theme}
 * @returns the style sheet, and what paints the marks of a text
 */
export function paints(
  shades: Shades,
  mode: Mode,
): { readonly style: string; readonly painted: (svg: string) => string } {
  const all: Shades = { ...theme, ...shades };
  const plain = mode === 'dark' ? 'dark' : 'light';
  const painted = (svg: string): string =>
    svg.replace(/ class="((?:fill|stroke)-[^"]*)"/g, (text, names: string) => {
      const colours = names.split(' ').map((name) => {
        const [property, shade] = [
          name.slice(0, name.indexOf('-')),
          name.slice(name.indexOf('-') + 1),
        ];
        return ` ${property}="${all[shade]![plain]}"`;
      });
      return text + colours.join('');
    });
  return { style: sheet(all, mode, plain), painted };
}

function sheet(shades: Shades, mode: Mode, plain: keyof Shade): string {
  const names = Object.entries(shades).map(([name, shade]) => ({ name, shade }));
  const variables = (of: keyof Shade): string =>
    names.map(({ name, shade }) => `--densely-${name}:${shade[of]}`).join(';');
  const rules = names.flatMap(({ name }) => [
    `.densely-plot .fill-${name}{fill:var(--densely-${name})}`,
    `.densely-plot .stroke-${name}{stroke:var(--densely-${name})}`,
  ]);
  const dark = `@media (prefers-color-scheme:dark){:where(.densely-plot){${variables('dark')}}}`;
  return element(
    'style',
    {},
    `@supports (fill:var(--a)){:where(.densely-plot){${variables(plain)}}` +
      `${mode === 'auto' ? dark : ''}${rules.join('')}}`,
  );
}

/** Paints with a colour of the picture, which {@link paints} finds by the name. */
export function fill(name: string): { readonly class: string } {
  return { class: `fill-${name}` };
}

/** As {@link fill}, for lines. */
export function stroke(name: string): { readonly class: string } {
  return { class: `stroke-${name}` };
}

/** Both of an element. */
export function paint(inside: string, edge: string): { readonly class: string } {
  return { class: `fill-${inside} stroke-${edge}` };
}
