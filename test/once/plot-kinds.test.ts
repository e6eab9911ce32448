// What each kind of picture shows, read back from it.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  activations,
  Dataset,
  datasets,
  DenselyError,
  initializeParameters,
  Matrix,
  summary,
  sweep,
  train,
} from '../../lib/index.js';
import { atOnce } from '../../lib/base/slices.js';
import { principalComponents, type Components } from '../../lib/plot/plane/components.js';
import {
  activationCurves,
  confusionMatrix,
  decisionBoundary,
  learningCurves,
  networkDiagram,
  sweepPanels,
  toPng,
  weightHistograms,
  type LearningCurve,
} from '../../lib/plot/index.js';
import { insideOf, type Inside } from '../../lib/plot/plane/outline.js';
import { thinned } from '../../lib/plot/plane/thinned.js';
import { all, one, parseXml, type Node } from './svg-reader.js';

type XY = readonly [number, number];

const flower = datasets.flower();
const iris = readFileSync(new URL('../fixtures/iris.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',').map(Number));
const irisData = Dataset.from(
  iris.map((row) => row.slice(0, 4)),
  iris.map((row) => row[4]!),
  { task: 'classification', features: ['a', 'b', 'c', 'd'] },
);

const texts = (node: Node): string[] => all(node, (n) => n.name === 'text').map(textOf);
const textOf = (node: Node): string =>
  all(node, () => true)
    .map((n) => n.text)
    .join('');
const has = (name: string) => (n: Node) => (n.attributes['class'] ?? '').split(' ').includes(name);

const componentsOf = (X: Matrix): Components => atOnce(principalComponents(X));
const thinnedOf = (labels: Uint16Array, n: number): Inside =>
  atOnce(thinned(atOnce(insideOf(labels, 1, n, n))));

function refusal(make: () => unknown): DenselyError {
  try {
    make();
  } catch (error) {
    if (error instanceof DenselyError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** The points of a path, piece by piece. */
function pieces(d: string): XY[][] {
  return d
    .split('M')
    .slice(1)
    .map((piece) =>
      piece
        .replace('Z', '')
        .split('L')
        .map((p) => p.split(',').map(Number) as unknown as XY),
    );
}

/** Pixels to data units along one axis, by its marks and what is written at them. */
function axis(root: Node, which: 'x' | 'y', panel = 0): (pixel: number) => number {
  const anchor = which === 'x' ? 'middle' : 'end';
  const groups = all(
    root,
    (n) => has('fill-muted')(n) && n.attributes['font-size'] === '12' && n.children.length === 2,
  );
  const group = one(groups[panel]!, (n) => n.attributes['text-anchor'] === anchor);
  const marks = group.children.map((n) => [
    Number(n.attributes[which]) - (which === 'y' ? 4.2 : 0),
    Number(n.text.replaceAll('−', '-')),
  ]);
  const [[p0, v0], [p1, v1]] = [marks[0], marks.at(-1)] as unknown as [XY, XY];
  return (pixel) => v0 + ((pixel - p0) / (p1 - p0)) * (v1 - v0);
}

/** Answers for each column of X. */
const byColumn =
  (rows: number, of: (x: number, y: number) => readonly number[]) =>
  (X: Matrix): Matrix => {
    const out = new Float64Array(rows * X.cols);
    for (let i = 0; i < X.cols; i++) {
      const answer = of(X.at(0, i), X.at(1, i));
      for (let r = 0; r < rows; r++) out[r * X.cols + i] = answer[r]!;
    }
    return Matrix.of(out, rows, X.cols);
  };

describe('probabilities in a decision boundary', () => {
  const logit = (x: number, y: number): number => 0.8 * x - 0.5 * y + 0.3;
  const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
  const predict = byColumn(1, (x, y) => [logit(x, y) > 0 ? 1 : 0]);
  const probabilities = byColumn(1, (x, y) => [sigmoid(logit(x, y))]);

  /** Paths of the levels, by class. */
  function levels(root: Node): Node[] {
    const panel = one(root, (n) => n.name === 'svg' && n !== root);
    return all(panel, (n) => n.attributes['stroke-dasharray'] !== undefined);
  }

  it('lie where the probability of the class is 0.75 and 0.9', () => {
    const svg = decisionBoundary(predict, flower, { probabilities, step: 0.05 });
    const root = parseXml(svg);
    const panel = one(root, (n) => n.name === 'svg' && n !== root);
    const [left, top] = ['x', 'y'].map((key) => Number(panel.attributes[key]));
    const [toX, toY] = [axis(root, 'x'), axis(root, 'y')];
    const [width, height] = ['width', 'height'].map((key) => Number(panel.attributes[key]));
    const found = levels(root);
    expect(found.map((n) => n.attributes['class'])).toEqual(
      [0, 0, 1, 1].map((c) => `stroke-class-${c}`),
    );
    found.forEach((path, i) => {
      const wanted = Math.log(i % 2 === 0 ? 0.75 / 0.25 : 0.9 / 0.1) * (i < 2 ? -1 : 1);
      const inside = pieces(path.attributes['d']!)
        .flat()
        .filter(([x, y]) => x >= 0 && y >= 0 && x <= width! && y <= height!);
      expect(inside.length).toBeGreaterThanOrEqual(2);
      for (const [x, y] of inside)
        expect(logit(toX(x + left!), toY(y + top!))).toBeCloseTo(wanted, 1);
    });
    expect(texts(root)).toEqual(expect.arrayContaining(['probability 0.75', 'probability 0.9']));
  });

  it('are a model’s own where it has them, unless they are not wanted', () => {
    const model = {
      predict,
      probabilities: (X: Matrix) => Array.from(probabilities(X).data, (p) => [1 - p, p]),
    };
    const asked = decisionBoundary(model, flower, { step: 0.1 });
    expect(asked).toBe(decisionBoundary(predict, flower, { probabilities, step: 0.1 }));
    const plain = decisionBoundary(predict, flower, { step: 0.1 });
    expect(decisionBoundary(model, flower, { step: 0.1, probabilities: false })).toBe(plain);
    expect(levels(parseXml(plain))).toEqual([]);
    // Other classes, or these in another order: which is which is unknown.
    expect(decisionBoundary({ ...model, classes: [1, 0] } as never, flower, { step: 0.1 })).toBe(
      plain,
    );
  });

  it('of several classes lie inside the region of each', () => {
    const centres = [
      [-3, -3],
      [3, -3],
      [0, 3],
    ];
    const scores = (x: number, y: number): number[] => {
      const e = centres.map(([cx, cy]) => Math.exp(-((x - cx!) ** 2 + (y - cy!) ** 2) / 6));
      const sum = e.reduce((a, b) => a + b, 0);
      return e.map((v) => v / sum);
    };
    const three = { ...flower, classes: ['p', 'q', 'r'] };
    const svg = decisionBoundary(
      byColumn(1, (x, y) => [scores(x, y).indexOf(Math.max(...scores(x, y)))]),
      three,
      { probabilities: byColumn(3, scores), step: 0.05 },
    );
    const root = parseXml(svg);
    const panel = one(root, (n) => n.name === 'svg' && n !== root);
    const at = (key: string): number => Number(panel.attributes[key]);
    const [toX, toY] = [axis(root, 'x'), axis(root, 'y')];
    const found = levels(root);
    expect(found).toHaveLength(6);
    found.forEach((path, i) => {
      const inside = pieces(path.attributes['d']!)
        .flat()
        .filter(([x, y]) => x > 1 && y > 1 && x < at('width') - 1 && y < at('height') - 1);
      for (const [x, y] of inside) {
        const p = scores(toX(x + at('x')), toY(y + at('y')));
        expect(p[Math.floor(i / 2)]).toBeCloseTo(i % 2 === 0 ? 0.75 : 0.9, 1);
      }
    });
  });

  it.each([
    [0.8, 4],
    [20, 2],
    [40, 0],
  ])('keep five pixels off the border, or are left out: steepness %f, %i lines', (k, lines) => {
    // The line of 0.75 is 1.1 / k of a unit from the border, that of 0.9 twice as far; a unit is 58 pixels.
    const steep = byColumn(1, (x, y) => [sigmoid(k * (x - 0.2 * y))]);
    const split = byColumn(1, (x, y) => [x - 0.2 * y > 0 ? 1 : 0]);
    const root = parseXml(decisionBoundary(split, flower, { probabilities: steep }));
    const panel = one(root, (n) => n.name === 'svg' && n !== root);
    const at = (key: string): number => Number(panel.attributes[key]);
    const [toX, toY] = [axis(root, 'x'), axis(root, 'y')];
    const pixel = (toX(at('x') + 100) - toX(at('x'))) / 100;
    const found = levels(root);
    expect(found).toHaveLength(lines);
    for (const [x, y] of found.flatMap((n) => pieces(n.attributes['d']!).flat())) {
      const away = Math.abs(toX(x + at('x')) - 0.2 * toY(y + at('y'))) / Math.hypot(1, 0.2);
      expect(away / pixel).toBeGreaterThan(4);
    }
    const told = texts(root).filter((text) => text.startsWith('probability'));
    expect(told).toHaveLength(lines / 2);
  });

  it.each([
    ['a number', 3, 'ERR_OPTION', /function of X, true or false, not 3/],
    ['true without a model', true, 'ERR_OPTION', /no model with the classes/],
    [
      'another shape',
      byColumn(3, () => [0, 0, 1]),
      'ERR_SHAPE',
      /\(2, \d+\) or \(1, \d+\), or \d+ lists of 2/,
    ],
    [
      'more than 1',
      byColumn(1, () => [1.5]),
      'ERR_DATA',
      /gives 1\.5; a probability is a number from 0 to 1/,
    ],
    [
      'short lists',
      (X: Matrix) => Array.from({ length: X.cols }, () => [1]),
      'ERR_SHAPE',
      /lists of 1 numbers/,
    ],
    ['a promise', async () => [], 'ERR_DATA', /given at once, not a Promise/],
  ] as const)('%s is refused', (_name, given, code, message) => {
    const error = refusal(() =>
      decisionBoundary(predict, flower, { probabilities: given as never, step: 0.1 }),
    );
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });
});

describe('borders between classes', () => {
  /** The outline of region c in data units, without what runs outside of the panel. */
  function border(svg: string, c: number): XY[] {
    const root = parseXml(svg);
    const panel = one(root, (n) => n.name === 'svg' && n !== root);
    const at = (key: string): number => Number(panel.attributes[key]);
    const [toX, toY] = [axis(root, 'x'), axis(root, 'y')];
    const path = one(panel, (n) => n.name === 'path' && has(`fill-region-${c}`)(n));
    return pieces(path.attributes['d']!)
      .flat()
      .filter(([x, y]) => x > 1 && y > 1 && x < at('width') - 1 && y < at('height') - 1)
      .map(([x, y]) => [toX(x + at('x')), toY(y + at('y'))]);
  }

  /** Of a pixel, in data units, at 640 pixels. */
  const PIXEL = 9.7 / 560;
  const circle = (x: number, y: number): number => (x - 0.5) ** 2 + (y + 0.3) ** 2 - 4;
  const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
  const labels = byColumn(1, (x, y) => [circle(x, y) > 0 ? 1 : 0]);

  it.each([0.2, 1, 5])('lie where both are as likely, to a fifth of a pixel, steepness %f', (k) => {
    const probabilities = byColumn(1, (x, y) => [sigmoid(k * circle(x, y))]);
    const smooth = border(decisionBoundary(labels, flower, { probabilities }), 1);
    const jagged = border(decisionBoundary(labels, flower), 1);
    const most = (line: XY[]): number =>
      Math.max(...line.map(([x, y]) => Math.abs(Math.sqrt(circle(x, y) + 4) - 2))) / PIXEL;
    expect(smooth.length).toBeGreaterThan(20);
    // The picture's numbers have one decimal of a pixel, and lines may leave out what is below 0.12.
    expect(most(smooth)).toBeLessThan(0.2);
    expect(most(jagged)).toBeGreaterThan(2 * most(smooth));
  });

  it('of three classes are straight where each pair of scores makes a straight line', () => {
    const scores = (x: number, y: number): number[] => [0.7 * x + 0.2, 1.1 * y - 0.4, -0.5 * x - y];
    const shares = (x: number, y: number): number[] => {
      const e = scores(x, y).map(Math.exp);
      return e.map((v) => v / (e[0]! + e[1]! + e[2]!));
    };
    const best = (x: number, y: number): number => scores(x, y).indexOf(Math.max(...scores(x, y)));
    const three = { ...flower, classes: ['p', 'q', 'r'] };
    const svg = decisionBoundary(
      byColumn(1, (x, y) => [best(x, y)]),
      three,
      {
        probabilities: byColumn(3, shares),
      },
    );
    for (const c of [1, 2]) {
      const line = border(svg, c);
      expect(line.length).toBeGreaterThan(1);
      for (const [x, y] of line) {
        const of = scores(x, y);
        const lead = Math.max(...of.slice(c)) - Math.max(...of.slice(0, c));
        // No two scores change by more than 1.6 a unit; three meet between grid points.
        expect(Math.abs(lead) / 1.6 / PIXEL).toBeLessThan(0.5);
      }
    }
    // Straight lines need few points: a staircase would have hundreds.
    expect(border(svg, 1).length + border(svg, 2).length).toBeLessThan(25);
  });

  it('follow the labels where these are not what the probabilities say', () => {
    const probabilities = byColumn(1, (x) => [sigmoid(x)]);
    const svg = decisionBoundary(labels, flower, { probabilities });
    const plain = decisionBoundary(labels, flower);
    expect(border(svg, 1)).toEqual(border(plain, 1));
  });

  it('of a model of this package are those of its probabilities as it tells them', async () => {
    const model = await train(flower, { hidden: [4], epochs: 300, seed: 3 });
    const told = {
      predict: (X: Matrix) => model.predict(X),
      probabilities: (X: Matrix) => model.probabilities(X),
    };
    expect(decisionBoundary(model, flower)).toBe(decisionBoundary(told, flower));
  });
});

describe('a plane through more features', () => {
  it('of two features holds the others at their means', () => {
    const means = [0, 1, 2, 3].map((j) => iris.reduce((sum, row) => sum + row[j]! / 150, 0));
    const [others, chosen]: [Set<number>[], number[]] = [
      [new Set(), new Set()],
      [Infinity, -Infinity],
    ];
    const svg = decisionBoundary(
      (X) => {
        X.data.subarray(0, X.cols).forEach((v) => others[0]!.add(v));
        X.data.subarray(X.cols, 2 * X.cols).forEach((v) => others[1]!.add(v));
        for (let i = 0; i < X.cols; i++) {
          chosen[0] = Math.min(chosen[0]!, X.at(3, i));
          chosen[1] = Math.max(chosen[1]!, X.at(3, i));
        }
        return byColumn(1, () => [0])(X);
      },
      irisData,
      { features: ['d', 'c'] },
    );
    others.forEach((values, j) => {
      expect(values.size).toBe(1);
      expect([...values][0]).toBeCloseTo(means[j]!, 12);
    });
    expect(chosen[0]).toBeCloseTo(0.1 - 0.08 * 2.4, 12);
    expect(chosen[1]).toBeCloseTo(2.5 + 0.08 * 2.4, 12);
    const names = texts(parseXml(svg));
    expect(names).toEqual(expect.arrayContaining(['c', 'd']));
    expect(svg).toContain('<title>Decision boundary: the other 2 features are held at their means');
  });

  it('of principal components meets the shares of variance that scikit-learn gives', () => {
    // sklearn.decomposition.PCA of the standardized iris: explained_variance_ratio_.
    const { shares } = componentsOf(irisData.X);
    expect(shares[0]).toBeCloseTo(0.72962445, 7);
    expect(shares[1]).toBeCloseTo(0.22850762, 7);
  });

  it('of principal components has axes that are eigenvectors, at a right angle', () => {
    const { means, deviations, axes, shares } = componentsOf(irisData.X);
    const z = iris.map((row) => row.slice(0, 4).map((v, j) => (v - means[j]!) / deviations[j]!));
    const C = [0, 1, 2, 3].map((j) =>
      [0, 1, 2, 3].map((k) => z.reduce((sum, row) => sum + (row[j]! * row[k]!) / 150, 0)),
    );
    axes.forEach((e, c) => {
      const Ce = C.map((row) => row.reduce((sum, v, k) => sum + v * e[k]!, 0));
      Ce.forEach((v, j) => expect(v).toBeCloseTo(4 * shares[c]! * e[j]!, 9));
      expect(Math.hypot(...e)).toBeCloseTo(1, 12);
    });
    expect(axes[0].reduce((sum, v, j) => sum + v * axes[1][j]!, 0)).toBeCloseTo(0, 9);
  });

  it('of principal components asks for points of that plane, and draws the examples on it', () => {
    const { means, deviations, axes } = componentsOf(irisData.X);
    let most = 0;
    const svg = decisionBoundary(
      (X) => {
        for (let i = 0; i < X.cols; i += 997) {
          const z = [0, 1, 2, 3].map((j) => (X.at(j, i) - means[j]!) / deviations[j]!);
          const uv = axes.map((e) => e.reduce((sum, v, j) => sum + v * z[j]!, 0));
          const off = z.map((v, j) => v - uv[0]! * axes[0][j]! - uv[1]! * axes[1][j]!);
          most = Math.max(most, Math.hypot(...off));
        }
        return byColumn(1, () => [1])(X);
      },
      irisData,
      { pca: true },
    );
    expect(most).toBeLessThan(1e-10);
    const root = parseXml(svg);
    expect(texts(root)).toEqual(
      expect.arrayContaining([
        'principal component 1 (73.0 % of variance)',
        'principal component 2 (22.9 % of variance)',
      ]),
    );
    const first = all(root, has('fill-class-0')).find((n) => n.children.length === 50)!
      .children[0]!;
    const z = [0, 1, 2, 3].map((j) => (iris[0]![j]! - means[j]!) / deviations[j]!);
    const u = axes[0].reduce((sum, v, j) => sum + v * z[j]!, 0);
    expect(axis(root, 'x')(Number(first.attributes['cx']))).toBeCloseTo(u, 1);
  });

  it('has two directions also where the examples lie on a line, or at one point', () => {
    const line = Matrix.from([0, 1, 2].map((j) => [1, 2, 3, 4].map((v) => v * (j + 1))));
    const { axes, shares } = componentsOf(line);
    expect(shares[0]).toBeCloseTo(1, 12);
    expect(axes[0].reduce((sum, v, j) => sum + v * axes[1][j]!, 0)).toBeCloseTo(0, 12);
    const point = componentsOf(
      Matrix.from([
        [1, 1],
        [2, 2],
        [3, 3],
      ]),
    );
    expect(point.shares).toEqual([0, 0]);
    expect(point.axes[0].reduce((sum, v, j) => sum + v * point.axes[1][j]!, 0)).toBeCloseTo(0, 12);
  });

  it.each([
    [{ features: ['a', 'e'] }, /one of "a", "b", "c", "d", not "e"/],
    [{ features: ['a'] }, /the names of two features/],
    [{ features: ['a', 'a'] }, /two different features/],
    [{ features: ['a', 'b'], pca: true }, /left out where pca is true/],
    [{ pca: 1 }, /true or false/],
  ])('option %j is refused', (options, message) => {
    const error = refusal(() => decisionBoundary(() => [], irisData, options as never));
    expect(error.code).toBe('ERR_OPTION');
    expect(error.message).toMatch(message);
  });
});

describe('noise', () => {
  const grid = (n: number, at: (r: number, c: number) => number): Uint16Array =>
    Uint16Array.from({ length: n * n }, (_, i) => at(Math.floor(i / n), i % n));

  it('is outlined on fewer points, its corners among them', () => {
    const n = 700;
    const labels = grid(n, (r, c) => ((r * 7919 + c * 104729) ^ (r * c)) & 1);
    const { inside, columns, rows } = thinnedOf(labels, n);
    expect(columns).toBeLessThan(400);
    expect(columns).toBe(rows);
    expect(inside).toHaveLength(columns * rows);
    expect([inside[0], inside.at(-1)]).toEqual([labels[0], labels.at(-1)]);
  });

  it('is not what a fine pattern is', () => {
    const labels = grid(1000, (r, c) => (Math.floor(r / 10) + Math.floor(c / 10)) & 1);
    expect(thinnedOf(labels, 1000).columns).toBe(1000);
  });
});

describe('learning curves', () => {
  const epoch = [0, 10, 20, 30, 40];
  const cost = [0.7, 0.4, 0.55, 0.3, 0.25];

  const lineOf = (root: Node, colour: number | string, dashed = false): XY[][] =>
    all(
      root,
      (n) =>
        n.name === 'path' &&
        n.attributes['class'] ===
          `stroke-${typeof colour === 'number' ? `class-${colour}` : colour}`,
    )
      .filter((n) => n.attributes['stroke-linejoin'] !== undefined)
      .filter((n) => (n.attributes['stroke-dasharray'] !== undefined) === dashed)
      .map((n) => pieces(n.attributes['d']!).flat());

  function expectLine(
    root: Node,
    line: readonly XY[],
    x: readonly number[],
    y: readonly number[],
    panel = 0,
  ): void {
    const [toX, toY] = [axis(root, 'x', panel), axis(root, 'y', panel)];
    expect(line).toHaveLength(x.length);
    line.forEach(([px, py], i) => {
      expect(toX(px)).toBeCloseTo(x[i]!, 0);
      expect(Math.abs(toY(py) - y[i]!)).toBeLessThan(0.002);
    });
  }

  it('go through each recorded cost', () => {
    const root = parseXml(learningCurves({ epoch, cost }));
    expectLine(root, lineOf(root, 1)[0]!, epoch, cost);
    expect(texts(root)).toEqual(expect.arrayContaining(['epoch', 'cost', 'Learning curve']));
  });

  it('skip epochs without validation, and show the rate in a panel of its own', () => {
    const validation = [0.8, NaN, 0.6, NaN, 0.5];
    const learningRate = [1, 0.6, 0.7, 0.1, 0.2];
    const root = parseXml(learningCurves({ epoch, cost, validation, learningRate }));
    expectLine(root, lineOf(root, 0, true)[0]!, [0, 20, 40], [0.8, 0.6, 0.5]);
    const [costs, rates] = lineOf(root, 1);
    expectLine(root, costs!, epoch, cost);
    expectLine(root, rates!, epoch, learningRate, 1);
    expect(texts(root)).toEqual(
      expect.arrayContaining(['training', 'validation', 'learning rate']),
    );
  });

  const several = (names: readonly string[]): LearningCurve[] =>
    names.map((name, i) => ({ name, epoch, cost: cost.map((c) => c + i) }));

  it('of several trainings have a colour each, which is no class’s, and end at their names', () => {
    const curves = several(['p', 'q', 'r']);
    const root = parseXml(learningCurves(curves));
    curves.forEach(({ name, cost: own }, i) => {
      const line = lineOf(root, `line-${i}`)[0]!;
      const [toX, toY] = [axis(root, 'x'), axis(root, 'y')];
      line.forEach(([x, y]) => {
        const at = epoch.indexOf(Math.round(toX(x) / 10) * 10);
        expect(Math.abs(toY(y) - own[at]!)).toBeLessThan(0.01);
      });
      const told = one(root, (n) => n.name === 'text' && n.text === name);
      expect(told.attributes['class']).toBe(`fill-line-${i}`);
      expect(Number(told.attributes['x'])).toBeGreaterThan(line.at(-1)![0]);
      expect(Number(told.attributes['y'])).toBeCloseTo(line.at(-1)![1] + 4.2, 0);
    });
    expect(all(root, (n) => n.name === 'circle')).toEqual([]);
  });

  it('whose names are long have them in a legend, with the mark that stands at the end of each', () => {
    const names = ['p', 'q'].map((letter) => letter.repeat(60));
    const root = parseXml(learningCurves(several(names)));
    for (const i of [0, 1])
      expect(all(root, (n) => n.name === 'g' && has(`fill-line-${i}`)(n)).length).toBe(2);
  });

  it('of thousands of costs keep the highest and the lowest of each pixel', () => {
    const many = Array.from({ length: 50_000 }, (_, i) => 1 / (1 + i / 5000));
    many[20_001] = 0.9;
    many[30_001] = 0.01;
    const svg = learningCurves({ epoch: many.map((_, i) => i), cost: many });
    const root = parseXml(svg);
    const [toY, line] = [axis(root, 'y'), lineOf(root, 1)[0]!];
    expect(svg.length).toBeLessThan(20_000);
    for (const value of [0.9, 0.01])
      expect(Math.min(...line.map(([, y]) => Math.abs(toY(y) - value)))).toBeLessThan(0.002);
  });

  it('have an axis of logarithms where it is asked for, and leave out what has none', () => {
    const falling = [1, 0.1, 0, 0.001, 0.0001];
    const root = parseXml(learningCurves({ epoch, cost: falling }, { scale: 'log' }));
    const found = texts(root);
    expect(found).toEqual(expect.arrayContaining(['1', '0.1', '0.01', '0.001', '0.0001']));
    const y = (label: string): number =>
      Number(one(root, (n) => n.name === 'text' && n.text === label).attributes['y']);
    expect(y('0.1') - y('1')).toBeCloseTo(y('0.0001') - y('0.001'), 0);
    const line = one(root, (n) => n.attributes['stroke-linejoin'] !== undefined);
    const [before, after] = pieces(line.attributes['d']!);
    expect([before!.length, after!.length]).toEqual([2, 2]);
    expect(before![1]![1] + 4.2).toBeCloseTo(y('0.1'), 0);
  });

  it('have a mark where a warning says that the cost rose, and a tick at the last epoch', async () => {
    const { Rises } = await import('../../lib/base/rises.js');
    const rises = new Rises('epoch', 1, 1.2);
    const warnings = cost.flatMap((c, i) => rises.add(epoch[i]!, c) ?? []);
    expect(warnings).toHaveLength(1);
    const root = parseXml(learningCurves({ epoch: epoch.map((e) => e + 3), cost, warnings }));
    expect(texts(root)).toEqual(expect.arrayContaining(['rising cost', '43']));
    const marks = all(
      root,
      (n) => n.name === 'g' && has('fill-ink')(n) && has('stroke-background')(n),
    );
    expect(marks).toHaveLength(2); // the legend's and the line's
    const [x] = pieces(marks[1]!.children[0]!.attributes['d']!)[0]![0]!;
    expect(axis(root, 'x')(x)).toBeCloseTo(3, 0);
    expect(root.children[1]!.text).toContain('5 recorded, rising from epoch 10.');
  });

  it.each([
    ['nothing', [], /at least one history/],
    ['null', null, /history such as a model's, not null/],
    [
      'an empty history',
      { epoch: [], cost: [] },
      /at least one \(the history of a loaded model is empty\)/,
    ],
    [
      'costs too few',
      { epoch, cost: [1] },
      /curves\.cost must be 5, one for each epoch, not 1 numbers/,
    ],
    ['a cost that is no number', { epoch, cost: [1, 2, NaN, 3, 4] }, /curves\.cost\[2\].*not NaN/],
    [
      'a rate that is no number',
      { epoch, cost, learningRate: [1, 1, 'x', 1, 1] },
      /learningRate\[2\].*"x"/,
    ],
    [
      'several without names',
      [
        { epoch, cost },
        { epoch, cost },
      ],
      /curves\[0\]\.name .*several curves/,
    ],
  ])('of %s are refused', (_name, curves, message) => {
    const error = refusal(() => learningCurves(curves as LearningCurve));
    expect(['ERR_DATA', 'ERR_SHAPE']).toContain(error.code);
    expect(error.message).toMatch(message);
  });
});

describe('activation curves', () => {
  const names = Object.keys(activations);
  const root = parseXml(activationCurves(activations, { width: 960 }));

  it("begin with the exercise's seven, with its values at −10, 0 and 10", () => {
    const found = texts(root);
    const tables = found
      .map((text, i) => (text === 'g(z)' ? found.slice(i - 4, i + 8) : []))
      .filter((cells) => cells.length > 0);
    const value = (i: number): string[] => tables[i]!.slice(5, 8);
    const derivative = (i: number): string[] => tables[i]!.slice(9, 12);
    expect(tables.map((cells) => cells.slice(0, 4))).toEqual(
      names.map(() => ['z', '−10', '0', '10']),
    );
    expect([value(0), derivative(0)]).toEqual([
      ['−10', '0', '10'],
      ['1', '1', '1'],
    ]);
    expect([value(1), derivative(1)]).toEqual([
      ['4.54e−5', '0.5', '≈ 1'],
      ['4.54e−5', '0.25', '4.54e−5'],
    ]);
    expect([value(2), derivative(2)]).toEqual([
      ['≈ −1', '0', '≈ 1'],
      ['8.24e−9', '1', '8.24e−9'],
    ]);
    expect([value(3), derivative(3)]).toEqual([
      ['0', '0', '10'],
      ['0', '0', '1'],
    ]);
    expect([value(4), derivative(4)]).toEqual([
      ['−0.1', '0', '10'],
      ['0.01', '0.01', '1'],
    ]);
    expect([value(5), derivative(5)]).toEqual([
      ['−2.5', '0', '10'],
      ['0.25', '0.25', '1'],
    ]);
    expect([value(6), derivative(6)]).toEqual([
      ['≈ −1', '0', '10'],
      ['4.54e−5', '1', '1'],
    ]);
  });

  it('mark those values on both lines of each panel', () => {
    const marks = all(
      root,
      (n) => n.name === 'g' && n.children.length === 3 && n.attributes['stroke-width'] === '0.7',
    );
    expect(marks).toHaveLength(2 * names.length);
    const [toX, toY] = [axis(root, 'x', 2), axis(root, 'y', 2)];
    const [value, derivative] = [marks[4]!, marks[5]!]; // of tanh
    const centre = ({ attributes: a }: Node): XY =>
      a['cx'] === undefined
        ? [Number(a['x']) + Number(a['width']) / 2, Number(a['y']) + Number(a['height']) / 2]
        : [Number(a['cx']), Number(a['cy'])];
    [-10, 0, 10].forEach((z, i) => {
      const [vx, vy] = centre(value.children[i]!);
      expect(toX(vx)).toBeCloseTo(z, 0);
      expect(Math.abs(toY(vy) - Math.tanh(z))).toBeLessThan(0.02);
      expect(
        Math.abs(toY(centre(derivative.children[i]!)[1]) - (1 - Math.tanh(z) ** 2)),
      ).toBeLessThan(0.02);
    });
  });

  it('break where a derivative jumps', () => {
    const pathsOf = (name: 'relu' | 'tanh'): number => {
      const svg = parseXml(activationCurves({ [name]: activations[name] }));
      const line = all(
        svg,
        (n) => n.attributes['stroke-linejoin'] !== undefined && has('stroke-class-0')(n),
      );
      return pieces(line.at(-1)!.attributes['d']!).length;
    };
    expect([pathsOf('relu'), pathsOf('tanh')]).toEqual([2, 1]);
  });

  it.each([
    ['none', {}, /at least one/],
    ['null', null, /object of activations/],
    ['a number', { sin: 3 }, /activations\.sin must be value and derivative/],
    [
      'one that gives NaN',
      { root: { value: Math.sqrt, derivative: () => 1 } },
      /activations\.root\.value\(-10\).*NaN/,
    ],
  ])('%s is refused', (_name, given, message) => {
    const error = refusal(() => activationCurves(given as never));
    expect([error.code, message.test(error.message) ? '' : error.message]).toEqual([
      'ERR_DATA',
      '',
    ]);
  });
});

describe('weight histograms', () => {
  it('have bars whose heights are the counts of the weights between their sides', () => {
    const parameters = initializeParameters([20, 30, 1], { initializer: { normal: 1 }, seed: 4 });
    const root = parseXml(weightHistograms(parameters, { width: 960 }));
    const groups = all(root, (n) => n.name === 'g' && has('fill-region-1')(n));
    expect(groups).toHaveLength(2);
    groups.forEach((group, l) => {
      const weights = [...parameters[`W${l + 1}`]!.data];
      const [toX, toY] = [axis(root, 'x', l), axis(root, 'y', l)];
      let counted = 0;
      for (const bar of group.children) {
        const [x, y, width] = ['x', 'y', 'width'].map((key) => Number(bar.attributes[key]));
        // Sides lie at multiples of 0.5 or 0.2.
        const [low, high] = [toX(x!), toX(x! + width!)].map((v) => Math.round(v * 10) / 10);
        const count = weights.filter((w) => w >= low! && w < high!).length;
        expect(Math.abs(toY(y!) - count)).toBeLessThan(0.6);
        counted += count;
      }
      expect(counted).toBe(weights.length);
    });
    expect(texts(root)).toEqual(
      expect.arrayContaining([
        'W[1]: (30, 20), 600 weights',
        'W[2]: (1, 30), 30 weights',
        'count of weights',
      ]),
    );
  });

  it('have those of a linear path too', () => {
    const parameters = initializeParameters([20, 30, 2], { seed: 4, linear: true });
    const { Wx } = parameters;
    Wx!.data.forEach((_, i) => (Wx!.data[i] = i / 40));
    expect(texts(parseXml(weightHistograms(parameters)))).toContain('Wx: (2, 20), 40 weights');
    Wx!.data[21] = NaN;
    const { message } = refusal(() => weightHistograms(parameters));
    expect(message).toMatch(/parameters\.Wx row 1, column 1 is NaN/);
  });

  it('refuses what is no network', () => {
    expect(refusal(() => weightHistograms({} as never)).code).toBe('ERR_SHAPE');
    const W1 = Matrix.of(Float64Array.of(1, NaN), 1, 2);
    expect(refusal(() => weightHistograms({ W1 })).message).toMatch(
      /parameters\.W1 .*column 1 is NaN/,
    );
  });
});

describe('a network diagram', () => {
  const parameters = {
    W1: Matrix.from([
      [1, -2],
      [0.5, 0],
      [-1, 4],
      [2, 2],
    ]),
    b1: Matrix.from([[0], [0], [0], [0]]),
    W2: Matrix.from([[1, -1, 1, -1]]),
    b2: Matrix.from([[0]]),
  };
  const net = summary(parameters);

  it('has all units, the connections by sign and size, and the notation', () => {
    const root = parseXml(networkDiagram(net, { parameters }));
    // The seventh and the ring of the legend.
    expect(all(root, (n) => n.name === 'circle')).toHaveLength(8);
    const edges = all(
      root,
      (n) => n.name === 'path' && /^M[\d.]+,[\d.]+L/.test(n.attributes['d']!),
    );
    const width = (n: Node): number => Number(n.attributes['stroke-width']);
    const signs = edges.map((n) => n.attributes['class']);
    // Unit by unit, input by input; a weight of 0 counts as positive.
    const weights = [1, -2, 0.5, 0, -1, 4, 2, 2, 1, -1, 1, -1];
    expect(signs).toEqual(weights.map((w) => `stroke-class-${w < 0 ? 0 : 1}`));
    expect(edges.map(width)).toEqual(
      weights.map((w) => Math.round((0.4 + (3.2 * Math.abs(w)) / 4) * 10) / 10),
    );
    expect(texts(root)).toEqual(
      expect.arrayContaining([
        'Network 2-4-1 (2 layers)',
        'input',
        'layer 1',
        'layer 2',
        'A[0] = X',
        'W[1] (4, 2), b[1] (4, 1)',
        'W[2] (1, 4), b[2] (1, 1)',
        '(4, 1)',
        'tanh',
        'sigmoid',
        '17 parameters',
        '|w| = 4',
        'bias',
        'Z[l] = W[l] A[l−1] + b[l],  A[l] = g(Z[l])',
      ]),
    );
    const raised = all(root, (n) => n.name === 'tspan' && n.text === '[1]');
    for (const { attributes } of raised) expect(attributes['dy']).toBe('-0.4em');
    expect(root.children[1]!.text).toBe(
      '2 inputs; layer 1: 4 units, tanh, W[1] (4, 2), b[1] (4, 1); ' +
        'layer 2: 1 unit, sigmoid, W[2] (1, 4), b[2] (1, 1). 17 parameters.',
    );
  });

  it('has a linear path below the hidden units, in the colours of its weights', () => {
    const Wx = Matrix.from([[-8, 2]]);
    const wide = { ...parameters, Wx };
    const root = parseXml(networkDiagram(summary(wide), { parameters: wide }));
    const curves = all(
      root,
      (n) => n.name === 'path' && /^M[\d.]+,[\d.]+C.*H.*C/.test(n.attributes['d']!),
    );
    // Its -8 is the largest of all weights.
    expect(curves.map((n) => [n.attributes['class'], n.attributes['stroke-width']])).toEqual([
      ['stroke-class-0', '3.6'],
      ['stroke-class-1', '1.2'],
    ]);
    const hidden = all(root, (n) => n.name === 'circle').map((n) => Number(n.attributes['cy']));
    for (const { attributes } of curves) {
      const level = Number(/ [\d.]+,([\d.]+)H/.exec(attributes['d']!)![1]);
      expect(level).toBeGreaterThan(Math.max(...hidden));
    }
    expect(texts(root)).toEqual(
      expect.arrayContaining([
        'Wx (1, 2)',
        '19 parameters',
        '|w| = 8',
        'Z[L] = W[L] A[L−1] + b[L] + Wx X',
      ]),
    );
    expect(root.children[1]!.text).toContain(
      'b[2] (1, 1), linear path from the inputs Wx (1, 2). 19',
    );
    expect(texts(parseXml(networkDiagram(net, { parameters })))).not.toContain('Wx');
    const grey = parseXml(networkDiagram(summary(wide)));
    expect(all(grey, (n) => n.name === 'path' && /C.*H.*C/.test(n.attributes['d']!))).toHaveLength(
      2,
    );
  });

  it('shows large layers and deep networks in part', () => {
    const deep = summary(initializeParameters([100, 50, 40, 30, 20, 10, 9, 8, 7, 6, 5, 1]));
    const root = parseXml(networkDiagram(deep, { width: 400 }));
    expect(texts(root)).toEqual(
      expect.arrayContaining(['x1', 'x100', 'layer 11', '3–9', 'hidden', '(11 layers)']),
    );
    expect(texts(root)).not.toContain('layer 6');
    expect(
      all(root, (n) => n.name === 'path' && n.attributes['stroke-dasharray'] === '2 4'),
    ).toHaveLength(1);
    expect(texts(root)).not.toContain('x6');
  });

  it.each([
    ['null', null, {}, 'ERR_DATA', /a summary such as model\.summary\(\), not null/],
    ['no layers', { layers: [] }, {}, 'ERR_DATA', /summary/],
    [
      'parameters of another',
      net,
      { parameters: { W1: parameters.W2 } },
      'ERR_SHAPE',
      /W1 must be \(4, 2\)/,
    ],
    ['names too few', net, { features: ['a'] }, 'ERR_OPTION', /2 names/],
    [
      'parameters without its path',
      summary({ ...parameters, Wx: Matrix.from([[1, 1]]) }),
      { parameters },
      'ERR_DATA',
      /parameters\.Wx must be a Matrix/,
    ],
  ])('%s is refused', (_name, network, options, code, message) => {
    const error = refusal(() => networkDiagram(network as never, options as never));
    expect([error.code, message.test(error.message) ? '' : error.message]).toEqual([code, '']);
  });
});

describe('a confusion matrix', () => {
  const metrics = {
    confusion: [
      [8, 2, 0],
      [1, 3, 0],
      [0, 0, 0],
    ],
    classes: ['p', 'q', 'r'].map((label) => ({ label })),
  };

  it('has the counts and the shares of the true class, as text and as colour', () => {
    const root = parseXml(confusionMatrix(metrics));
    const found = texts(root);
    expect(found).toEqual(expect.arrayContaining(['predicted class', 'true class', 'p', 'q', 'r']));
    const cells = found
      .filter((text) => /^\d+$|^[\d.]+ %$/.test(text))
      .filter((text) => text !== '0 %' && text !== '50 %');
    expect(cells).toEqual([
      '8',
      '80.0 %',
      '2',
      '20.0 %',
      '0',
      '1',
      '25.0 %',
      '3',
      '75.0 %',
      '0',
      '0',
      '0',
      '0',
    ]);
    const rects = all(
      root,
      (n) =>
        n.name === 'rect' &&
        n.attributes['class']?.startsWith('fill-heat') === true &&
        n.attributes['rx'] === undefined,
    );
    expect(rects.map((n) => n.attributes['class'])).toEqual(
      [8, 2, 0, 3, 8, 0, 0, 0, 0].map((step) => `fill-heat-${step}`),
    );
    expect(root.children[1]!.text).toBe(
      '11 of 14 examples right (78.57 %). Found of each class: p: 8 of 10; q: 3 of 4; r: 0 of 0.',
    );
  });

  it.each([
    ['null', null, /metrics\.confusion must be counts/],
    ['a regression', { task: 'regression', r2: 1 }, /metrics\.confusion/],
    [
      'no square',
      { confusion: [[1, 2]], classes: [{ label: 0 }] },
      /confusion\[0\] must be 1 counts/,
    ],
    ['a share', { confusion: [[0.5]], classes: [{ label: 0 }] }, /confusion\[0\]/],
    ['other classes', { confusion: [[5]], classes: [] }, /1 classes, one per row/],
  ])('of %s is refused', (_name, given, message) => {
    const error = refusal(() => confusionMatrix(given as never));
    expect([error.code, message.test(error.message) ? '' : error.message]).toEqual([
      'ERR_DATA',
      '',
    ]);
  });
});

describe('names of activations', () => {
  it('are the same in every picture', () => {
    const net = { activation: ['relu', 'prelu'] } as const;
    const network = summary(initializeParameters([2, 3, 3, 1], net), net);
    const diagram = texts(parseXml(networkDiagram(network)));
    const curves = texts(parseXml(activationCurves(activations, { width: 960 })));
    expect(diagram).toEqual(expect.arrayContaining(['ReLU', 'parametric ReLU', 'sigmoid']));
    expect(curves).toEqual(
      expect.arrayContaining(['ReLU', 'parametric ReLU, slope 0.25', 'leaky ReLU, slope 0.01']),
    );
    expect(networkDiagram(network)).toContain('layer 1: 3 units, ReLU, W[1]');
  });
});

describe('activations in narrow panels', () => {
  it('stand side by side at 400 px, a line of the table for each z', () => {
    const root = parseXml(activationCurves(activations, { width: 400 }));
    // A column of them all would be twice as high.
    expect(Number(root.attributes['height'])).toBeLessThan(1700);
    const { sigmoid } = activations;
    const cells = texts(parseXml(activationCurves({ sigmoid, tanh: sigmoid }, { width: 400 })));
    const at = cells.indexOf('−10') - 1;
    expect(cells.slice(at, at + 12)).toEqual([
      'z',
      '−10',
      '0',
      '10',
      'g(z)',
      '4.54e−5',
      '0.5',
      '≈ 1',
      'g′(z)',
      '4.54e−5',
      '0.25',
      '4.54e−5',
    ]);
  });

  it('are not narrower than their tables', () => {
    const error = refusal(() => activationCurves(activations, { width: 400, columns: 3 }));
    expect(error.message).toMatch(/^columns must be at most 2 at this width, not 3/);
  });
});

describe('panels of a sweep', () => {
  const upper = byColumn(1, (_, y) => [y > 0 ? 1 : 0]);
  const runs = [
    { hidden: [], model: upper, train: { accuracy: 0.47 } },
    {
      hidden: [4],
      model: byColumn(1, (x) => [x > 1 ? 1 : 0]),
      train: { accuracy: 0.905 },
      validation: { accuracy: 0.9 },
    },
    { hidden: [20, 3], model: { predict: upper }, seed: 7 },
  ];

  it('show the boundary of each network with its accuracy', () => {
    const root = parseXml(sweepPanels(runs, flower, { width: 960 }));
    expect(texts(root)).toEqual(
      expect.arrayContaining([
        'logistic · 47.00 %',
        'size 4 · 90.50 %',
        'validation 90.00 %',
        'size 20, 3, seed 7',
      ]),
    );
    const panels = all(root, (n) => n.name === 'svg' && n !== root);
    expect(panels).toHaveLength(3);
    const [width, height] = ['width', 'height'].map((key) => Number(panels[0]!.attributes[key]));
    const edge = (i: number): readonly XY[] =>
      pieces(one(panels[i]!, has('fill-region-1')).attributes['d']!)
        .flat()
        .filter(([x, y]) => x > 0 && y > 0 && x < width! && y < height!);
    for (const [x] of edge(1))
      expect(axis(root, 'x', 1)(x + Number(panels[1]!.attributes['x']))).toBeCloseTo(1, 1);
    for (const i of [0, 2])
      for (const [, y] of edge(i))
        expect(axis(root, 'y', i)(y + Number(panels[i]!.attributes['y']))).toBeCloseTo(0, 1);
    for (const panel of panels) expect(panel.attributes['width']).toBe(String(width));
  });

  it('refuse what are no runs', () => {
    expect(refusal(() => sweepPanels([], flower)).message).toMatch(/at least one run/);
    for (const none of [null, undefined, {}, { runs: [] }, 'runs'])
      expect(refusal(() => sweepPanels(none as never, flower)).message).toMatch(/^runs must be/);
    const one = { hidden: [2], model: upper };
    expect(refusal(() => sweepPanels({ runs: [one], rows: 3 } as never, flower)).message).toMatch(
      /^runs\.rows must be the rows of a sweep, not 3/,
    );
    const named = { ...one, verdict: 'fine' as never };
    expect(refusal(() => sweepPanels([named], flower)).message).toMatch(
      /^runs\[0\]\.verdict must be one of baseline, .*not "fine"/,
    );
    expect(refusal(() => sweepPanels([{ model: upper }] as never, flower)).message).toMatch(
      /runs\[0\]\.hidden/,
    );
    expect(refusal(() => sweepPanels(runs, irisData)).message).toMatch(/pca/);
  });

  it('tell the verdicts of the rows, in other words where they are given', async () => {
    const swept = await sweep(flower, { hidden: [1, 4], epochs: 40, seeds: [1] });
    const panels = (labels = {}): string[] =>
      texts(parseXml(sweepPanels(swept, flower, { labels })));
    const verdicts = swept.rows.map(({ verdict }) => verdict);
    expect(verdicts[0]).toBe('baseline');
    const shown = panels().filter((text) => /^(baseline|underfit|good|best|overfit)$/.test(text));
    expect(shown).toEqual(verdicts.slice(1));
    expect(panels({ best: '최적' })).toContain('최적');
    // Those of a list of runs are not known.
    expect(sweepPanels(swept.runs, flower)).not.toMatch(/>best</);
    const own = swept.runs.map((run, i) => ({ ...run, verdict: verdicts[i] }));
    expect(sweepPanels(own, flower)).toBe(sweepPanels(swept, flower));
  });

  it('of rows without verdicts have none', () => {
    const one = { hidden: [2], model: upper };
    const rows = [{ hidden: [2], verdict: null }];
    expect(sweepPanels({ runs: [one], rows }, flower)).toBe(sweepPanels([one], flower));
  });
});

describe('toPng', () => {
  const svg = learningCurves({ epoch: [0, 1], cost: [1, 0.5] }, { width: 300 });

  it('makes twice as many pixels by default, in the colours of the theme', async () => {
    const png = await toPng(svg);
    const view = new DataView(png.buffer, png.byteOffset);
    expect(view.getUint32(16)).toBe(600);
  });

  it.each([
    ['no text', 3, {}, 'ERR_DATA', /text of an SVG file, not 3/],
    ['no SVG', '<p/>', {}, 'ERR_OPTION', /scale/],
    ['broken SVG', `${svg}<`, {}, 'ERR_DATA', /cannot be drawn/],
    ['a scale of 0', svg, { scale: 0 }, 'ERR_OPTION', /above 0/],
    ['a huge scale', svg, { scale: 1e6 }, 'ERR_OPTION', /at most 16384 pixels, not 1000000/],
    ['an unknown option', svg, { scal: 1 }, 'ERR_OPTION', /did you mean "scale"/],
    ['another theme', svg, { dark: 'yes' }, 'ERR_OPTION', /true or false/],
  ])('%s is refused', async (_name, given, options, code, message) => {
    const error = await toPng(given as string, options as object).then(
      () => undefined,
      (e: unknown) => e as DenselyError,
    );
    expect([error?.code, message.test(error?.message ?? '') ? '' : error?.message]).toEqual([
      code,
      '',
    ]);
  });
});
