// What every picture takes: size, letters, theme, colours, words; tints of regions; data of every size.
import { describe, expect, it } from 'vitest';
import { activations, datasets, Matrix, train } from '../../lib/index.js';
import {
  activationCurves,
  confusionMatrix,
  decisionBoundary,
  learningCurves,
  scatterPlot,
  sweepPanels,
  toPng,
  type PictureOptions,
  type PlanarDataset,
} from '../../lib/plot/index.js';
import { classShadesOf } from '../../lib/plot/kit/theme.js';
import { refused, wrong } from '../refusals.js';
import { korean, pictures } from './pictures.js';
import { all, expectApart, one, parseXml } from './svg-reader.js';

const names = Object.keys(pictures);
const flower = datasets.flower();

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

/** A classifier from a function of one point to its class number. */
function byPoint(classAt: (x: number, y: number) => number): (X: Matrix) => Matrix {
  return (X) =>
    Matrix.of(
      Float64Array.from({ length: X.cols }, (_, i) => classAt(X.at(0, i), X.at(1, i))),
      1,
      X.cols,
    );
}

describe('size', () => {
  it.each(names)('of %s: the height that is asked for, text apart and inside', (name) => {
    const natural = Number(parseXml(pictures[name]!({ width: 640 })).attributes['height']);
    const height = Math.ceil(natural) + 160;
    const svg = pictures[name]!({ width: 640, height });
    expect(parseXml(svg).attributes['height']).toBe(String(height));
    expectApart(svg, 640);
  });

  it('a height without room for the picture is refused, with the least', () => {
    const draw = (height: number): string => activationCurves(activations, { height });
    const least = Number(
      /at least (\d+) for this picture/.exec(String(thrown(() => draw(300))))![1],
    );
    expect(least).toBeGreaterThan(300);
    expect(parseXml(draw(least)).attributes['height']).toBe(String(least));
    expect(thrown(() => draw(least - 8))).toMatchObject({ code: 'ERR_OPTION', argument: 'height' });
  });

  it('of letters is a zoom: the picture of a page that is as much narrower', () => {
    const [large, usual] = [{ width: 800, fontSize: 16.25 }, { width: 640 }].map((options) =>
      parseXml(scatterPlot(flower, options)),
    );
    expect(large!.attributes['width']).toBe('800');
    expect(large!.attributes['viewBox']).toBe(usual!.attributes['viewBox']);
    expect(large!.children.slice(2)).toEqual(usual!.children.slice(2));
  });

  it('columns: as many panels beside one another as are asked for', () => {
    const left = (columns: number): Set<string> => {
      const root = parseXml(activationCurves(activations, { columns, width: 1280 }));
      const titles = all(root, (n) => n.name === 'g' && n.attributes['font-weight'] === '600');
      return new Set(titles.slice(1).map((n) => n.children[0]!.attributes['x']!));
    };
    expect([1, 2, 5].map((columns) => left(columns).size)).toEqual([1, 2, 5]);
  });
});

function thrown(make: () => unknown): unknown {
  try {
    return make();
  } catch (error) {
    return error;
  }
}

describe('theme', () => {
  it.each(names)('of %s, when chosen, is all there is in its style sheet', (name) => {
    for (const theme of ['light', 'dark'] as const) {
      const svg = pictures[name]!({ width: 640, theme });
      expect(svg).not.toContain('prefers-color-scheme');
      const ground = one(
        parseXml(svg),
        (n) => n.attributes['class'] === 'fill-background' && n.attributes['width'] === '640',
      );
      expect(ground.attributes['fill']).toBe(theme === 'dark' ? '#14171c' : '#ffffff');
    }
  });

  it('dark gives the image that toPng makes of a picture for both', async () => {
    const [auto, dark] = [scatterPlot(flower), scatterPlot(flower, { theme: 'dark' })];
    const images = [await toPng(auto, { dark: true }), await toPng(dark)];
    expect(Buffer.compare(images[0]!, images[1]!)).toBe(0);
  });
});

describe('colours', () => {
  it('are those asked for, on light and dark pages, and regions are tints of them', () => {
    const colors = ['#117733', { light: '#882255', dark: '#ddaacc' }];
    const options = { colors, step: 0.2 };
    const svg = decisionBoundary(
      byPoint((x) => (x > 0 ? 1 : 0)),
      flower,
      options,
    );
    expect([...svg.matchAll(/--densely-class-1:(#\w+)/g)].map((m) => m[1])).toEqual([
      '#882255',
      '#ddaacc',
    ]);
    const [light] = [...svg.matchAll(/--densely-region-0:#(\w\w)(\w\w)(\w\w)/g)];
    const [r, g, b] = light!.slice(1).map((v) => Number.parseInt(v, 16));
    expect(g! > r! && g! > b!).toBe(true);
  });

  it.each(['light', 'dark'] as const)(
    'of two and three regions differ in lightness, %s',
    (page) => {
      for (const classes of [2, 3]) {
        const shades = classShadesOf(classes);
        for (let a = 0; a < classes; a++)
          for (let b = 0; b < a; b++)
            expect(
              contrast(shades[`region-${a}`]![page], shades[`region-${b}`]![page]),
              `${a}, ${b} of ${classes}`,
            ).toBeGreaterThanOrEqual(1.25);
      }
    },
  );

  it('of neighbours among many regions differ in lightness, or one is hatched', () => {
    // Sectors around a centre all meet there; each has its two neighbours along a border.
    const sector =
      (k: number) =>
      (x: number, y: number): number =>
        Math.min(k - 1, Math.floor(((Math.atan2(y, x) + Math.PI) / (2 * Math.PI)) * k));
    for (const k of [4, 5, 7, 12]) {
      const data = { ...flower, classes: Array.from({ length: k }, (_, c) => `c${c}`) };
      const svg = decisionBoundary(byPoint(sector(k)), data as PlanarDataset, { width: 400 });
      const root = parseXml(svg);
      const panel = one(root, (n) => n.name === 'svg' && n !== root);
      const hatched = (c: number): boolean =>
        all(panel, (n) => n.attributes['stroke-opacity'] !== undefined).some(
          (n) => n.attributes['class'] === `stroke-class-${c}`,
        );
      for (const page of [0, 1])
        for (let c = 0; c < k; c++) {
          const [a, b] = [c, (c + 1) % k].map((of) => {
            const found = [...svg.matchAll(new RegExp(`--densely-region-${of}:(#\\w+)`, 'g'))];
            return found[page]![1]!;
          });
          const apart = contrast(a!, b!) >= 1.25 || hatched(c) !== hatched((c + 1) % k);
          expect(apart, `${c} of ${k}, page ${page}`).toBe(true);
        }
    }
  });
});

describe('words', () => {
  it('are in the language of the labels, all of them', () => {
    for (const name of names) {
      const texts = all(
        parseXml(pictures[name]!({ width: 960, labels: korean })),
        (n) => n.name === 'text',
      ).map((n) => n.text);
      const english = Object.keys(korean).filter((word) =>
        texts.some((text) => new RegExp(`^${word}${word === 'class' ? ' \\d+' : ''}$`).test(text)),
      );
      expect(english, name).toEqual([]);
    }
  });

  it('are written by a Korean font where they are Korean', () => {
    const fontOf = (labels: PictureOptions['labels']): string =>
      parseXml(scatterPlot(flower, { labels })).attributes['font-family']!;
    expect(fontOf({ class: '클래스' })).toMatch(/^Noto Sans KR, .*sans-serif$/);
    expect(fontOf({})).toMatch(/^system-ui.* Noto Sans KR, .*sans-serif$/);
  });
});

describe('data of every size', () => {
  const split = byPoint((x) => (x > 0 ? 1 : 0));

  it('a million examples: a mark for each that is seen, and all of them told', () => {
    const m = 1_000_000;
    const data = Float64Array.from(
      { length: 2 * m },
      (_, i) => ((Math.sin(i + 1) * 43758.5453) % 1) * 4,
    );
    const Y = Matrix.of(
      Float64Array.from({ length: m }, (_, i) => i % 2),
      1,
      m,
    );
    const many: PlanarDataset = { X: Matrix.of(data, 2, m), Y, classes: null, features: [] };
    for (const svg of [scatterPlot(many), decisionBoundary(split, many)]) {
      expect(svg.length).toBeLessThan(4_000_000);
      expect(svg).toContain('1000000 examples');
      const marks = svg.match(/<circle|<rect/g)!.length;
      expect(marks).toBeGreaterThan(5000);
      expect(marks).toBeLessThan(50_000);
    }
  });

  it('200 classes: each has a region, and the legend counts what it has no room for', () => {
    const k = 200;
    const labels = Array.from({ length: k }, (_, c) => `species ${c}`);
    const data = { ...flower, classes: labels } as PlanarDataset;
    const predict = byPoint((x, y) => (Math.floor((x + 6) * 14) * 7 + Math.floor((y + 6) * 9)) % k);
    const shares = (X: Matrix): Matrix => {
      const out = new Float64Array(k * X.cols);
      const found = predict(X).data;
      for (let i = 0; i < X.cols; i++) out[found[i]! * X.cols + i] = 1;
      return Matrix.of(out, k, X.cols);
    };
    for (const probabilities of [false, shares]) {
      const svg = decisionBoundary(predict, data, { probabilities });
      expectApart(svg, 640);
      const texts = all(parseXml(svg), (n) => n.name === 'text').map((n) => n.text);
      const named = texts.filter((text) => text.startsWith('species')).length;
      expect(texts).toContain(`… +${k - named}`);
    }
  });

  it('one class, one example, and columns that do not change', () => {
    const one: PlanarDataset = {
      X: Matrix.from([[3], [4]]),
      Y: Matrix.from([[0]]),
      classes: ['only'],
      features: ['a', 'b'],
    };
    expectApart(
      decisionBoundary((X) => new Array<string>(X.cols).fill('only'), one),
      640,
    );
    expectApart(scatterPlot(one), 640);
    const flat = { ...flower, X: Matrix.from([new Array(400).fill(7), new Array(400).fill(-2)]) };
    expectApart(decisionBoundary(split, flat), 640);
    expectApart(scatterPlot(flat), 640);
  });

  it('a model of other features says so itself', async () => {
    const model = await train(datasets.blobs({ centers: 2 }), { epochs: 5 });
    const wide = {
      ...flower,
      X: Matrix.from([...flower.X.toArray(), flower.X.toArray()[0]!]),
      features: ['a', 'b', 'c'],
    };
    const drawn = thrown(() =>
      decisionBoundary(model as never, wide as PlanarDataset, { features: ['a', 'b'] }),
    );
    expect(drawn).toMatchObject({ code: 'ERR_SHAPE' });
    expect(String(drawn)).toMatch(/must be \(2, m\).*not \(3, /);
  });
});

const nan = byPoint(() => NaN);
const half = byPoint(() => 0);

refused('a picture', [
  [
    'no examples',
    () => scatterPlot({ ...flower, X: Matrix.of(new Float64Array(0), 2, 0) }),
    'ERR_SHAPE',
    'cols',
    'from 1',
  ],
  [
    'no dataset',
    () => decisionBoundary(half, wrong(undefined)),
    'ERR_DATA',
    'dataset',
    'a Dataset',
  ],
  ['labels that are NaN', () => decisionBoundary(nan, flower), 'ERR_DATA', 'predict(X)', 'NaN'],
  [
    'probabilities that are NaN',
    () => decisionBoundary(half, flower, { probabilities: nan }),
    'ERR_DATA',
    'probabilities(X)',
    'NaN',
  ],
  [
    'an unknown theme',
    () => scatterPlot(flower, wrong({ theme: 'drak' })),
    'ERR_OPTION',
    'theme',
    'dark',
  ],
  [
    'letters too large',
    () => scatterPlot(flower, { fontSize: 33 }),
    'ERR_OPTION',
    'fontSize',
    '32',
  ],
  ['a height too small', () => scatterPlot(flower, { height: 20 }), 'ERR_OPTION', 'height', '160'],
  [
    'a colour by name',
    () => scatterPlot(flower, { colors: ['red'] }),
    'ERR_OPTION',
    'colors[0]',
    '#rrggbb',
  ],
  ['no colours', () => scatterPlot(flower, { colors: [] }), 'ERR_OPTION', 'colors', 'at least one'],
  [
    'an unknown word',
    () => scatterPlot(flower, { labels: wrong({ clas: 'x' }) }),
    'ERR_OPTION',
    'clas',
    'did you mean "class"',
  ],
  [
    'a word that is no text',
    () => scatterPlot(flower, { labels: wrong({ class: 3 }) }),
    'ERR_OPTION',
    'labels["class"]',
    'a text',
  ],
  [
    'too many columns',
    () => activationCurves(activations, { columns: 16 }),
    'ERR_OPTION',
    'columns',
    'at most 3',
  ],
  [
    'columns of a sweep',
    () => sweepPanels([{ hidden: [], model: half }], flower, { columns: 0 }),
    'ERR_OPTION',
    'columns',
    '1 to 16',
  ],
  [
    'another scale',
    () => learningCurves({ epoch: [0], cost: [1] }, wrong({ scale: 'ln' })),
    'ERR_OPTION',
    'scale',
    'log',
  ],
  [
    'warnings that are no list',
    () => learningCurves(wrong({ epoch: [0], cost: [1], warnings: 'rose' })),
    'ERR_DATA',
    'curves.warnings',
    'list of texts',
  ],
  [
    'a confusion without height',
    () =>
      confusionMatrix(
        { confusion: [[1]], classes: [{ label: 'a' }] },
        { height: 160, fontSize: 32 },
      ),
    'ERR_OPTION',
    'height',
    'at least',
  ],
]);
