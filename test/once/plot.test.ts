import { describe, expect, it } from 'vitest';
import { DenselyError } from '../../lib/index.js';
import { Matrix } from '../../lib/base/matrix.js';
import { Dataset } from '../../lib/data/dataset.js';
import { linearScale, ticks } from '../../lib/plot/kit/axes.js';
import {
  decisionBoundary as drawn,
  type BoundaryOptions,
  type PlanarDataset,
  type Predictor,
} from '../../lib/plot/index.js';
import { escape, px } from '../../lib/plot/kit/svg.js';
import { shorten, textWidth, wrap } from '../../lib/plot/kit/text.js';
import { classShadesOf } from '../../lib/plot/kit/theme.js';
import { figures } from '../figures.js';
import { all, expectApart, one, parseXml } from './svg-reader.js';

const flower: PlanarDataset = {
  X: Matrix.from(figures.flower.X_full),
  Y: Matrix.from([Array.from({ length: 400 }, (_, i) => (i < 200 ? 0 : 1))]),
  classes: [0, 1],
  features: ['x1', 'x2'],
};

/** Over the exercise's plane where nothing else is asked for. */
function decisionBoundary(
  predict: Predictor,
  dataset: PlanarDataset,
  options: BoundaryOptions = {},
): string {
  return drawn(predict, dataset, { padding: 1, step: 0.01, ...options });
}

/** A classifier from a function of one point to its class number. */
function byPoint(classAt: (x: number, y: number) => number): (X: Matrix) => Matrix {
  return (X) => {
    const [data, n] = [X.data, X.cols];
    const labels = new Float64Array(n);
    for (let i = 0; i < n; i++) labels[i] = classAt(data[i]!, data[n + i]!);
    return Matrix.of(labels, 1, n);
  };
}

const flowerRule = byPoint((x, y) => (Math.sin(4 * Math.atan2(y, x)) > 0 ? 1 : 0));

function refusal(make: () => unknown): DenselyError {
  try {
    make();
  } catch (error) {
    if (error instanceof DenselyError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

// The picture read back.

type XY = readonly [number, number];

interface Panel {
  readonly rings: (c: number) => XY[][];
  /** The class whose colour is seen at a pixel of the panel. */
  readonly seenAt: (p: XY) => number;
  readonly size: XY;
  readonly corner: XY;
}

function readPanel(svg: string): Panel {
  const root = parseXml(svg);
  const panel = one(root, (n) => n.name === 'svg' && n !== root);
  const number = (key: string): number => Number(panel.attributes[key]);
  const rings = (c: number): XY[][] =>
    all(panel, (n) => n.name === 'path' && n.attributes['class'] === `fill-region-${c}`).flatMap(
      (n) => readPath(n.attributes['d']!),
    );
  const regions = Array.from({ length: 16 }, (_, c) => rings(c));
  return {
    rings,
    seenAt: (p) =>
      regions.reduce(
        (seen, of, c) => (of.filter((ring) => contains(ring, p)).length % 2 ? c : seen),
        0,
      ),
    size: [number('width'), number('height')],
    corner: [number('x'), number('y')],
  };
}

function readPath(d: string): XY[][] {
  expect(d).toMatch(/^(M-?[\d.]+,-?[\d.]+(L-?[\d.]+,-?[\d.]+)*Z)*$/);
  return d
    .split('Z')
    .slice(0, -1)
    .map((ring) =>
      ring
        .slice(1)
        .split('L')
        .map((p) => p.split(',').map(Number) as unknown as XY),
    );
}

/** 200 points along each side of a ring. */
function dense(ring: readonly XY[]): XY[] {
  return ring.flatMap(([ax, ay], i) => {
    const [bx, by] = ring[(i + 1) % ring.length]!;
    return Array.from({ length: 200 }, (_, k): XY => [
      ax + ((bx - ax) * k) / 200,
      ay + ((by - ay) * k) / 200,
    ]);
  });
}

function contains(ring: readonly XY[], [x, y]: XY): boolean {
  let inside = false;
  ring.forEach(([ax, ay], i) => {
    const [bx, by] = ring[(i + 1) % ring.length]!;
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  });
  return inside;
}

function area(ring: readonly XY[]): number {
  const twice = ring.reduce((sum, [ax, ay], i) => {
    const [bx, by] = ring[(i + 1) % ring.length]!;
    return sum + ax * by - bx * ay;
  }, 0);
  return Math.abs(twice / 2);
}

interface Window {
  readonly x: XY;
  readonly y: XY;
}

/** First and last grid point of each axis at the exercise's padding. */
function flowerWindow(step: number): Window {
  const { x_min, x_max, y_min, y_max } = figures.plot_grid;
  const last = (low: number, high: number): number =>
    low + (Math.ceil((high - low) / step) - 1) * step;
  return { x: [x_min, last(x_min, x_max)], y: [y_min, last(y_min, y_max)] };
}

/** A pixel of the panel in data units. */
function toData([width, height]: XY, { x, y }: Window): (p: XY) => XY {
  return ([px, py]) => [
    x[0] + (px / width) * (x[1] - x[0]),
    y[0] + (1 - py / height) * (y[1] - y[0]),
  ];
}

describe('the grid', () => {
  const blocks: Matrix[] = [];
  const { W1, b1, W2, b2 } = figures.n_h4_seed3.parameters_after_6000;
  const network = byPoint((x, y) => {
    const hidden = W1.map(
      (w: number[], h: number) => W2[0][h] * Math.tanh(w[0]! * x + w[1]! * y + b1[h][0]),
    );
    return hidden.reduce((sum: number, z: number) => sum + z, b2[0][0]) > 0 ? 1 : 0;
  });
  let ones = 0;
  const svg = decisionBoundary((X) => {
    blocks.push(X);
    const answer = network(X);
    for (const label of answer.data) ones += label;
    return answer;
  }, flower);
  const grid = figures.plot_grid;

  it("is the exercise's: 1030 x 1008 points between its corners, a step of 0.01 apart", () => {
    const xs = blocks.flatMap((b) => Array.from(b.data.subarray(0, b.cols)));
    const ys = blocks.flatMap((b) => Array.from(b.data.subarray(b.cols)));
    expect(xs).toHaveLength(grid.points);
    expect(new Set(xs).size).toBe(grid.columns);
    expect(new Set(ys).size).toBe(grid.rows);
    expect([xs[0], ys[0]]).toEqual([grid.x_min, grid.y_min]);
    expect(xs[1]).toBe(grid.x_min + 0.01);
    expect([xs.at(-1), ys.at(-1)]).toEqual([grid.x_min + 1029 * 0.01, grid.y_min + 1007 * 0.01]);
    expect(xs.at(-1)! < grid.x_max && xs.at(-1)! + 0.01 >= grid.x_max).toBe(true);
    expect(ys.at(-1)! < grid.y_max && ys.at(-1)! + 0.01 >= grid.y_max).toBe(true);
  });

  it('comes in float64 blocks of (2, n) that no later call overwrites', () => {
    expect(blocks.every((b) => b.rows === 2 && b.dtype === 'float64' && b.cols <= 2 ** 18)).toBe(
      true,
    );
    expect(blocks.length).toBeLessThan(64);
    expect(new Set(blocks.map((b) => b.data)).size).toBe(blocks.length);
  });

  it("gives the exercise's share of class 1 after 6,000 iterations", () => {
    expect(ones / grid.points).toBe(grid.share_class1_after_6000);
    expect(svg).toContain(
      'at each of 1030 × 1008 points. class 0: 200 examples, 50.0 % of the plane',
    );
  });

  it('makes a small file, the same each time', () => {
    expect(svg.length).toBeLessThan(60_000);
    expect(decisionBoundary(network, flower)).toBe(svg);
  });
});

describe('regions', () => {
  // Slopes near 0, 1, infinity and between; the second is the exercise's logistic regression.
  const lines: [number, number, number][] = [
    [1, 1, 0.003],
    [0.0278, -0.2016, 0.0154],
    [1, -0.001, 0.4],
    [0.013, 1, -1.23],
    [1, -1.07, 0],
    [2, 3, 0.7],
  ];

  it.each(lines)('meet along the line %f x1 + %f x2 + %f = 0 to half a grid step', (a, b, c) => {
    for (const [step, width] of [
      [0.01, 2000],
      [0.1, 640],
    ] as const) {
      const svg = decisionBoundary(
        byPoint((x, y) => (a * x + b * y + c > 0 ? 1 : 0)),
        flower,
        { step, width },
      );
      const { rings, size } = readPanel(svg);
      expect(rings(1)).toHaveLength(1);
      const point = toData(size, flowerWindow(step));
      const line = dense(rings(1)[0]!)
        .filter(([x, y]) => x >= 0 && y >= 0 && x <= size[0] && y <= size[1])
        .map(point);
      expect(line.length).toBeGreaterThan(100);
      // Along an axis: half a step for the labels, a tenth of a pixel for points left out, and the rounding.
      const pixel = 10.3 / size[0];
      const away = line.map(
        ([x, y]) => Math.abs(a * x + b * y + c) / Math.max(Math.abs(a), Math.abs(b)),
      );
      expect(Math.max(...away)).toBeLessThanOrEqual(step / 2 + 0.2 * pixel);
    }
  });

  it('have the area of what they show', () => {
    const svg = decisionBoundary(
      byPoint((x, y) => (Math.hypot(x - 1, y + 1) < 2 ? 1 : 0)),
      flower,
    );
    const { rings, size } = readPanel(svg);
    const { x } = flowerWindow(0.01);
    const perUnit = size[0] / (x[1] - x[0]);
    expect(rings(1)).toHaveLength(1);
    expect(area(rings(1)[0]!) / perUnit ** 2 / (4 * Math.PI)).toBeCloseTo(1, 3);
  });

  it('show the predicted class at every point, with holes, corners and crossings', () => {
    const shapes = (x: number, y: number): number => {
      const r = Math.hypot(x - 2, y - 2);
      if (r < 1.5) return r < 0.5 ? 0 : 1;
      if (Math.max(Math.abs(x + 3), Math.abs(y + 3)) < 1) return 1;
      return x < 0 && y > 0 ? (Math.floor(x) + Math.floor(y)) & 1 : 0;
    };
    expectSeen(shapes, 0.02);
  });

  it('leave no gap between three and more classes', () => {
    expectSeen((x, y) => Math.floor(((Math.atan2(y, x) + Math.PI) / (2 * Math.PI)) * 4.999), 0.02);
  });

  function expectSeen(classAt: (x: number, y: number) => number, step: number): void {
    const classes = ['a', 'b', 'c', 'd', 'e'];
    const svg = decisionBoundary(byPoint(classAt), { ...flower, classes }, { step });
    const { seenAt, size } = readPanel(svg);
    const point = toData(size, flowerWindow(step));
    let compared = 0;
    const wrong: string[] = [];
    for (let i = 0; i < 60 * 60; i++) {
      const p: XY = [
        ((i % 60) + 0.5) * (size[0] / 60),
        (Math.floor(i / 60) + 0.5) * (size[1] / 60),
      ];
      const [x, y] = point(p);
      const here = classAt(x, y);
      const near = [-1, 1].flatMap((u) =>
        [-1, 1].map((v) => classAt(x + 1.2 * u * step, y + 1.2 * v * step)),
      );
      if (near.some((c) => c !== here)) continue; // on the boundary itself
      if (seenAt(p) !== here) wrong.push(`(${x}, ${y}): ${seenAt(p)}, not ${here}`);
      compared++;
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(3300);
  }

  it('show a single grid point as a diamond of half a cell', () => {
    const { x_min, y_min } = figures.plot_grid;
    const speck = byPoint((x, y) => (x === x_min + 50 * 0.1 && y === y_min + 30 * 0.1 ? 1 : 0));
    const { rings, size } = readPanel(decisionBoundary(speck, flower, { step: 0.1 }));
    const cell = (size[0] / 102) * (size[1] / 100);
    expect(rings(1)).toHaveLength(1);
    expect(area(rings(1)[0]!) / cell).toBeCloseTo(0.5, 1);
  });

  it('keep the corners of an axis-parallel square', () => {
    const square = (x: number, y: number): number => (x > -2 && x < 3 && y > -1 && y < 2 ? 1 : 0);
    const { rings, size } = readPanel(decisionBoundary(byPoint(square), flower));
    const points = rings(1)[0]!.map(toData(size, flowerWindow(0.01)));
    for (const [x, y] of [
      [-2, -1],
      [-2, 2],
      [3, -1],
      [3, 2],
    ] as const) {
      expect(Math.min(...points.map((p) => Math.hypot(p[0] - x, p[1] - y)))).toBeLessThan(0.01);
    }
    expect(points.length).toBeLessThanOrEqual(8);
  });

  it('fill the whole panel where one class is everywhere, and nothing where it is nowhere', () => {
    const everywhere = readPanel(
      decisionBoundary(
        byPoint(() => 1),
        flower,
        { step: 0.1 },
      ),
    );
    const [w, h] = everywhere.size;
    for (const p of [
      [0, 0],
      [w, 0],
      [0, h],
      [w, h],
      [w / 2, h / 2],
    ] as XY[])
      expect(everywhere.seenAt(p)).toBe(1);
    expect(
      readPanel(
        decisionBoundary(
          byPoint(() => 0),
          flower,
          { step: 0.1 },
        ),
      ).rings(1),
    ).toEqual([]);
  });

  it('have no outline along the edge of the panel', () => {
    const { rings, size } = readPanel(
      decisionBoundary(
        byPoint((x) => (x > 0 ? 1 : 0)),
        flower,
        { step: 0.05 },
      ),
    );
    for (const [x, y] of rings(1)[0]!)
      expect(x < size[0] + 2 && y > -2 && y < size[1] + 2 && x > size[0] * 0.6).toBe(false);
  });
});

describe('points', () => {
  it('are all there, in the colour and shape of their class, where the axes say', () => {
    const svg = decisionBoundary(flowerRule, flower, { step: 0.1 });
    const root = parseXml(svg);
    const { corner, size } = readPanel(svg);
    const window = flowerWindow(0.1);
    const groups = [0, 1].map((c) =>
      one(
        root,
        (n) =>
          n.attributes['class'] === `fill-class-${c} stroke-background` && n.children.length > 1,
      ),
    );
    expect(groups.map((g) => g.attributes['fill'])).toEqual(['#cc3311', '#0077bb']);
    expect(groups.map((g) => g.children.length)).toEqual([200, 200]);
    expect(groups[0]!.children.every((n) => n.name === 'circle')).toBe(true);
    expect(groups[1]!.children.every((n) => n.name === 'rect')).toBe(true);
    groups[0]!.children.forEach((n, i) => {
      const { cx, cy } = n.attributes;
      const [x, y] = toData(size, window)([Number(cx) - corner[0], Number(cy) - corner[1]]);
      expect(x).toBeCloseTo(figures.flower.X_full[0][i], 2);
      expect(y).toBeCloseTo(figures.flower.X_full[1][i], 2);
    });
  });

  it('have colours that stay apart for each kind of colour blindness', () => {
    const shades = classShadesOf(2);
    const pairs = (['light', 'dark'] as const).map(
      (page) => [shades['class-0']![page], shades['class-1']![page]] as const,
    );
    for (const [red, blue] of pairs) {
      for (const kind of Object.values(dichromacies))
        expect(distance(kind(red), kind(blue))).toBeGreaterThan(0.35);
    }
  });

  // Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
  const matrices = {
    protanopia: [
      0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998,
    ],
    deuteranopia: [
      0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881,
    ],
    tritanopia: [
      1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039,
    ],
  };
  const dichromacies = Object.fromEntries(
    Object.entries(matrices).map(([name, m]) => [
      name,
      (hex: string): number[] => {
        const rgb = [1, 3, 5].map((i) => (Number.parseInt(hex.slice(i, i + 2), 16) / 255) ** 2.2);
        return [0, 1, 2].map(
          (r) =>
            Math.max(
              0,
              rgb.reduce((s, v, i) => s + m[3 * r + i]! * v, 0),
            ) **
            (1 / 2.2),
        );
      },
    ]),
  );
  function distance(a: number[], b: number[]): number {
    return Math.hypot(...a.map((v, i) => v - b[i]!));
  }
});

describe('labels', () => {
  const stretched = (x: number, y: number, shift: number): Matrix =>
    Matrix.from(flower.X.toArray().map((row, r) => row.map((v) => v * (r === 0 ? x : y) + shift)));

  // Coarse steps where nothing depends on them: the tests are quicker.
  const pictures: [string, PlanarDataset, string, number?][] = [
    ['flower', flower, 'Hidden size 4', 0.1],
    [
      'long names',
      {
        ...flower,
        classes: [
          'a rather long name of a class that nobody asked for',
          'b',
          'setosa',
          'versicolor',
          'virginica',
        ],
        features: [
          'sepal length of the flower in centimetres, measured twice',
          'proline content (mg per litre of wine)',
        ],
      },
      'A title that goes on and on about hidden layers, learning rates, epochs and everything else that was tried',
      0.1,
    ],
    ['large units', { ...flower, X: stretched(1234, 2e6, 0) }, 'Large units', 2000],
    ['small units', { ...flower, X: stretched(1e-5, 3e-3, 0) }, 'Small units'],
    ['far from zero', { ...flower, X: stretched(1, 1, -98765) }, 'Far from zero', 0.1],
  ];

  const cases = pictures.flatMap(([name, data, title, step]) =>
    [400, 640, 960].map((w) => [name, w, data, { title, width: w, step }] as const),
  );

  it.each(cases)('of %s stay apart and inside at %i px', (_name, width, data, options) => {
    expectApart(drawn(flowerRule, data, options), width);
  });

  it('name the features, the classes and the title', () => {
    const texts = (data: PlanarDataset): string[] =>
      all(
        parseXml(decisionBoundary(flowerRule, data, { step: 0.1 })),
        (n) => n.name === 'text',
      ).map((n) => n.text);
    expect(texts(flower)).toEqual(
      expect.arrayContaining([
        'Decision boundary',
        'class 0',
        'class 1',
        'x1',
        'x2',
        '−4',
        '0',
        '4',
      ]),
    );
    const named = texts({ ...flower, classes: ['no', 'yes'], features: ['age', 'a < b & "c"'] });
    expect(named).toEqual(expect.arrayContaining(['no', 'yes', 'age', 'a < b & "c"']));
    expect(texts({ ...flower, features: [] })).toEqual(expect.arrayContaining(['x1', 'x2']));
  });
});

describe('the file', () => {
  it('is one well-formed picture with a title and a description', () => {
    const title = 'A <b>"bold"</b> & \'quoted\' title \u0000\ud800 ✓';
    const root = parseXml(decisionBoundary(flowerRule, flower, { title, step: 0.1 }));
    expect([root.name, root.attributes['xmlns'], root.attributes['role']]).toEqual([
      'svg',
      'http://www.w3.org/2000/svg',
      'img',
    ]);
    expect(root.children.slice(0, 2).map((n) => n.name)).toEqual(['title', 'desc']);
    expect(root.children[0]!.text).toBe('A <b>"bold"</b> & \'quoted\' title \ufffd\ufffd ✓');
    expect(root.children[1]!.text).toMatch(
      /^400 examples .* 103 × 101 points\. class 0: 200 examples, \d+\.\d % of the plane; class 1/,
    );
  });

  it('has no id that a second picture on a page could share', () => {
    expect(decisionBoundary(flowerRule, flower, { step: 0.1 })).not.toMatch(/\sid="|url\(/);
  });

  it('carries light colours as attributes, and both sets as rules', () => {
    const root = parseXml(decisionBoundary(flowerRule, flower, { step: 0.1 }));
    const rules = one(root, (n) => n.name === 'style').text;
    const painted = all(root, (n) => n.attributes['class'] !== undefined && n !== root);
    const uses = painted.flatMap((n) =>
      n.attributes['class']!.split(' ').map((name) => ({ n, name })),
    );
    for (const { n, name } of uses) {
      const [, property, colour] = /^(fill|stroke)-(.+)$/.exec(name)!;
      expect(rules.match(new RegExp(`--densely-${colour}:#[0-9a-f]{6}`, 'g'))).toHaveLength(2);
      expect(rules).toContain(`.${name}{${property}:var(--densely-${colour})}`);
      expect(n.attributes[property!]).toMatch(/^#[0-9a-f]{6}$/);
    }
    expect(rules).toContain('@media (prefers-color-scheme:dark)');
  });
});

describe('what predict may be', () => {
  const expected = decisionBoundary(flowerRule, flower, { step: 0.1 });
  const draw = (predict: Predictor, data: PlanarDataset = flower): string =>
    decisionBoundary(predict, data, { step: 0.1 });

  it('answers with a Matrix, an array or a typed array', () => {
    expect(draw((X) => Array.from(flowerRule(X).data))).toBe(expected);
    expect(draw((X) => Uint8Array.from(flowerRule(X).data))).toBe(expected);
    expect(draw((X) => Matrix.of(Float32Array.from(flowerRule(X).data), X.cols, 1).T)).toBe(
      expected,
    );
  });

  it('is a model, which keeps its own this and answers with names of classes', () => {
    class Named {
      readonly names = ['red', 'blue'];
      predict(X: Matrix): string[] {
        return Array.from(flowerRule(X).data, (c) => this.names[c]!);
      }
    }
    const data = { ...flower, classes: ['red', 'blue'] };
    expect(draw(new Named(), data)).toBe(draw(flowerRule, data));
    const swapped = { ...flower, classes: ['blue', 'red'] };
    expect(draw(new Named(), swapped)).not.toBe(draw(flowerRule, swapped));
  });

  it('reads classes null as 0 and 1, and one-hot targets as the classes themselves', () => {
    expect(draw(flowerRule, { ...flower, classes: null })).toBe(expected);
    const oneHot = Matrix.from(
      [0, 1].map((c) => Array.from({ length: 400 }, (_, i) => (flower.Y.at(0, i) === c ? 1 : 0))),
    );
    expect(draw(flowerRule, { ...flower, Y: oneHot })).toBe(expected);
    expect(draw(flowerRule, { ...flower, Y: oneHot, classes: null })).toBe(expected);
  });

  it('goes with a Dataset, whatever its labels', () => {
    const labels = Array.from({ length: 400 }, (_, i) => i >= 200);
    const data = Dataset.from(flower.X, labels);
    const svg = draw((X) => Array.from(flowerRule(X).data, (c) => c === 1), data);
    const names = all(parseXml(svg), (n) => n.name === 'text').map((n) => n.text);
    expect(names).toEqual(expect.arrayContaining(['false', 'true', 'x1', 'x2']));
    expect(readPanel(svg).rings(1)).toEqual(readPanel(expected).rings(1));
  });

  it('leaves a view of X as it is', () => {
    const rows = Matrix.from(flower.X.T.toArray());
    expect(draw(flowerRule, { ...flower, X: rows.T })).toBe(expected);
  });
});

describe('defaults for other units', () => {
  interface Asked {
    readonly columns: number;
    readonly rows: number;
    readonly x: XY;
    readonly calls: number;
  }
  const grids = (scale: number, options = {}): Asked => {
    const [xs, ys] = [new Set<number>(), new Set<number>()];
    let calls = 0;
    const X = Matrix.from(
      flower.X.toArray().map((row, r) => (r === 0 ? row.map((v) => v * scale) : row)),
    );
    const watch = (block: Matrix): Matrix => {
      calls++;
      block.data.subarray(0, block.cols).forEach((v) => xs.add(v));
      block.data.subarray(block.cols).forEach((v) => ys.add(v));
      return flowerRule(block);
    };
    drawn(watch, { ...flower, X }, options);
    return { columns: xs.size, rows: ys.size, x: [Math.min(...xs), Math.max(...xs)], calls };
  };

  it.each([1e6, 1, 1e-3])(
    'are 400 points across 640 pixels in one call, and 8 %% of the span around, times %f',
    (scale) => {
      const { columns, rows, x, calls } = grids(scale);
      expect([columns, calls]).toEqual([400, 1]);
      expect(rows).toBeGreaterThanOrEqual(scale === 1 ? 390 : 300);
      const [low, span] = [-4.211898112302496, 8.290063987947141];
      expect(x[0] / scale).toBeCloseTo(low - 0.08 * span, 9);
      expect(x[1] / scale).toBeCloseTo(low + 1.08 * span, 9);
    },
  );

  it('follow the width, between 100 and 1,000 points', () => {
    expect([240, 960, 4096].map((width) => grids(1, { width }).columns)).toEqual([150, 600, 1000]);
  });

  it('give way to what is asked for', () => {
    expect(grids(1, { padding: 0.5, step: 0.05 })).toMatchObject({ columns: 186, rows: 182 });
  });
});

describe('bad input', () => {
  const draw = (
    predict: unknown,
    data: unknown = flower,
    options: unknown = { step: 0.1, padding: 1 },
  ): DenselyError =>
    refusal(() => drawn(predict as Predictor, data as PlanarDataset, options as object));

  it.each([
    [{ titel: 'x' }, 'titel', /did you mean "title"/],
    [{ title: 3 }, 'title', /title must be a text, not 3/],
    [{ width: 100 }, 'width', /from 240 to 4096, not 100/],
    [{ width: 640.5 }, 'width', /whole number/],
    [{ padding: -1 }, 'padding', /0 or above, not -1/],
    [{ padding: Infinity }, 'padding', /finite/],
    [{ step: 0 }, 'step', /above 0, not 0/],
    [{ step: NaN }, 'step', /not NaN/],
    [{ step: 1e-4, padding: 1 }, 'step', /102901 x 100728 points.*at most 16777216.*Raise step/],
    [{ step: 100 }, 'step', /grid of 1 x 1.*Lower step/],
    [[], 'options', /object/],
  ])('option %j is refused before predict is asked', (options, argument, message) => {
    const error = draw(() => expect.unreachable('asked'), flower, options);
    expect([error.code, error.argument]).toEqual(['ERR_OPTION', argument]);
    expect(error.message).toMatch(message);
  });

  const answers: [string, unknown, string, RegExp][] = [
    [
      'a list too short',
      (X: Matrix) => new Array(X.cols - 1).fill(0),
      'ERR_SHAPE',
      /must be 10403 labels long.*not 10402/,
    ],
    [
      'a matrix of the wrong shape',
      (X: Matrix) => X,
      'ERR_SHAPE',
      /\(1, 10403\).*not \(2, 10403\)/,
    ],
    ['a column', (X: Matrix) => flowerRule(X).T, 'ERR_SHAPE', /\(1, 10403\).*not \(10403, 1\)/],
    [
      'probabilities',
      (X: Matrix) => byPoint(() => 0.37)(X),
      'ERR_DATA',
      /0\.37 for the point \(-5\.2118.*classes 0, 1.*p > 0\.5/,
    ],
    ['NaN', byPoint(() => NaN), 'ERR_DATA', /NaN/],
    ['a third class', byPoint((x) => (x > 0 ? 2 : 0)), 'ERR_DATA', /gives 2 /],
    [
      'unknown names',
      (X: Matrix) => new Array(X.cols).fill('maybe'),
      'ERR_DATA',
      /"maybe" for the point/,
    ],
    ['a promise', async (X: Matrix) => flowerRule(X), 'ERR_DATA', /a Promise/],
    ['nothing', () => undefined, 'ERR_DATA', /undefined/],
    ['a text', () => '0101', 'ERR_DATA', /"0101"/],
  ];
  it.each(answers)('an answer that is %s is refused', (_name, predict, code, message) => {
    const error = draw(predict);
    expect([error.code, error.argument]).toEqual([code, 'predict(X)']);
    expect(error.message).toMatch(message);
  });

  it('predict must be a function or a model, and what it throws passes through', () => {
    for (const predict of [null, undefined, 'net', {}, { predict: 3 }])
      expect(draw(predict).argument).toBe('predict');
    const own = new RangeError('mine');
    expect(() =>
      decisionBoundary(() => {
        throw own;
      }, flower),
    ).toThrow(own);
  });

  it('another number of features than two is refused, with what to do', () => {
    const four = {
      ...flower,
      X: Matrix.from([1, 2, 3, 4].map((v) => [v, v + 1])),
      Y: Matrix.from([[0, 1]]),
      features: ['a', 'b', 'c', 'd'],
    };
    const error = draw(flowerRule, four);
    expect([error.code, error.argument]).toEqual(['ERR_SHAPE', 'dataset']);
    expect(error.message).toMatch(
      /4 features \("a", "b", "c", "d"\).*drawn over 2\..*features: .*means.*principal components by pca/,
    );
    expect(
      draw(flowerRule, { ...flower, X: Matrix.from([[1, 2]]), Y: Matrix.from([[0, 1]]) }).message,
    ).toMatch(/1 feature /);
  });

  it.each([
    ['no dataset', null, 'ERR_DATA', /a Dataset, not null/],
    ['rows for X', { ...flower, X: [[1, 2]] }, 'ERR_DATA', /dataset\.X must be a Matrix/],
    [
      'Y of another length',
      { ...flower, Y: Matrix.from([[0, 1]]) },
      'ERR_SHAPE',
      /dataset\.Y must be \(1, 400\)/,
    ],
    [
      'numeric targets',
      { ...flower, Y: Matrix.from([flower.X.toArray()[0]!]), classes: null },
      'ERR_DATA',
      /task: 'classification'/,
    ],
    [
      'two hot',
      { ...flower, Y: Matrix.from([new Array(400).fill(1), new Array(400).fill(1)]) },
      'ERR_DATA',
      /one-hot.*\[1, 1\]/,
    ],
    [
      'classes short',
      { ...flower, Y: Matrix.from([0, 0, 1].map((v) => new Array(400).fill(v))) },
      'ERR_SHAPE',
      /\(2, 400\)/,
    ],
    [
      'NaN',
      { ...flower, X: Matrix.of(new Float64Array(800).fill(NaN), 2, 400) },
      'ERR_DATA',
      /row 0, column 0 is NaN/,
    ],
  ])('a dataset with %s is refused', (_name, data, code, message) => {
    const error = draw(flowerRule, data);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it('padding 0 over a feature with one value leaves nothing to draw', () => {
    const flat = { ...flower, X: Matrix.from([new Array(400).fill(3), flower.X.toArray()[1]!]) };
    expect(draw(flowerRule, flat, { padding: 0 }).message).toMatch(/raise padding/);
    expect(() => drawn(flowerRule, flat)).not.toThrow();
  });
});

describe('small parts', () => {
  it('px rounds to a tenth and never writes -0', () => {
    expect([1.25, -0.04, 3, 2.349, 1e3].map(px)).toEqual(['1.3', '0', '3', '2.3', '1000']);
  });

  it('escape leaves nothing that XML forbids', () => {
    expect(escape('a<b>&"\'\u0007\udc00😀')).toBe('a&lt;b&gt;&amp;&quot;&#39;\ufffd\ufffd😀');
  });

  it('linearScale takes domain to range, also downwards', () => {
    const scale = linearScale([-1, 3], [100, 20]);
    expect([-1, 1, 3].map((v) => scale.at(v))).toEqual([100, 60, 20]);
  });

  it.each([
    [[-5.2, 5.1], 6, ['−4', '−2', '0', '2', '4']],
    [[0, 1], 5, ['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']],
    [[-0.05, 0.05], 5, ['−0.04', '−0.02', '0.00', '0.02', '0.04']],
    [[0, 3e6], 3, ['0', '1e6', '2e6', '3e6']],
    [[0, 4e-6], 2, ['0', '2e−6', '4e−6']],
    [[100000, 100002], 2, ['1.00000e5', '1.00001e5', '1.00002e5']],
  ] as const)('ticks of %j, about %i', (domain, count, labels) => {
    expect(ticks(domain, count).labels).toEqual(labels);
  });

  it('text is wrapped and shortened to its width', () => {
    expect(shorten('short', 12, 200)).toBe('short');
    expect(shorten('a very long name indeed', 12, 80)).toMatch(/^a very.*…$/);
    const lines = wrap('one two three four five six seven eight nine ten', 16, 120, 2);
    expect(lines).toHaveLength(2);
    expect(lines.every((line) => textWidth(line, 16) <= 120)).toBe(true);
    expect(wrap('   ', 16, 100, 2)).toEqual([]);
  });
});
