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

export function classShade(c: number): Shade {
  return classShades[c % classShades.length]!;
}

/** The pale colour of a class's region: its shade mixed into the background. */
export function regionShade(c: number): Shade {
  const { light, dark } = classShade(c);
  return {
    light: mix(light, theme.background.light, 0.24),
    dark: mix(dark, theme.background.dark, 0.27),
  };
}

/** Steps of {@link heatShade} above the background. */
export const HEAT = 10;

/** Blue on the background for a share from 0 to 1, in steps: pale enough for text upon it. */
export function heatShade(share: number): Shade {
  const { light, dark } = classShade(1);
  const strength = (0.5 * Math.round(share * HEAT)) / HEAT;
  return {
    light: mix(light, theme.background.light, strength),
    dark: mix(dark, theme.background.dark, strength),
  };
}

/** Shades by the names that {@link fill} and {@link stroke} use. */
export type Shades = Readonly<Record<string, Shade>>;

/** What classes are painted with: class-0, region-0, class-1, … Lines of a chart take class-0, … too. */
export function classShadesOf(classes: number): Shades {
  const named = Array.from({ length: classes }, (_, c) => [
    [`class-${c}`, classShade(c)],
    [`region-${c}`, regionShade(c)],
  ]);
  return Object.fromEntries(named.flat()) as Shades;
}

function mix(colour: string, background: string, share: number): string {
  const channel = (hex: string, i: number): number => Number.parseInt(hex.slice(i, i + 2), 16);
  const mixed = [1, 3, 5].map((i) => {
    const value = channel(background, i) + share * (channel(colour, i) - channel(background, i));
    return Math.round(value).toString(16).padStart(2, '0');
  });
  return `#${mixed.join('')}`;
}

export const FONT = 'system-ui, "Segoe UI", Helvetica, Arial, "DejaVu Sans", sans-serif';

/** Font sizes in pixels. */
export const fontSize = { title: 16, legend: 13, name: 13, tick: 12, small: 11 } as const;

/**
 * The style sheet of a figure. Every element also carries its light colour as an attribute, for
 * renderers without CSS variables (resvg, office programs); `@supports` hides the rules from those.
 * A page can override each colour, for example `.densely-plot { --densely-background: transparent
 * }`.
 *
 * @param shades what the figure is painted with beside {@link theme}
 */
export function style(shades: Shades): string {
  const names = Object.entries({ ...theme, ...shades }).map(([name, shade]) => ({ name, shade }));
  const variables = (of: keyof Shade): string =>
    names.map(({ name, shade }) => `--densely-${name}:${shade[of]}`).join(';');
  const rules = names.flatMap(({ name }) => [
    `.densely-plot .fill-${name}{fill:var(--densely-${name})}`,
    `.densely-plot .stroke-${name}{stroke:var(--densely-${name})}`,
  ]);
  return element(
    'style',
    {},
    `@supports (fill:var(--a)){:where(.densely-plot){${variables('light')}}` +
      `@media (prefers-color-scheme:dark){:where(.densely-plot){${variables('dark')}}}` +
      `${rules.join('')}}`,
  );
}

/** Attributes that paint with a colour of the theme, here and in {@link style}. */
export function fill(
  name: string,
  shade: Shade,
): { readonly class: string; readonly fill: string } {
  return { class: `fill-${name}`, fill: shade.light };
}

/** Both of an element: what {@link fill} and {@link stroke} answer. */
export function paint(
  inside: ReturnType<typeof fill>,
  edge: ReturnType<typeof stroke>,
): Readonly<Record<'class' | 'fill' | 'stroke', string>> {
  return { ...inside, ...edge, class: `${inside.class} ${edge.class}` };
}

/** As {@link fill}, for lines. */
export function stroke(
  name: string,
  shade: Shade,
): { readonly class: string; readonly stroke: string } {
  return { class: `stroke-${name}`, stroke: shade.light };
}
