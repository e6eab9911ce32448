// A scatter plot: every example, in the colour of its class, where the axes say.
import { describe, expect, it } from 'vitest';
import { Dataset, datasets } from '../../lib/index.js';
import { scatterPlot } from '../../lib/plot/index.js';
import { refused, wrong } from '../refusals.js';

const flower = datasets.flower();

/** The middles of the marks of a class, in pixels. */
function marks(svg: string, c: number): [x: number, y: number][] {
  const groups = [
    ...svg.matchAll(/<g class="fill-class-(\d+) stroke-background"[^>]*>(.*?)<\/g>/g),
  ];
  const [, , text] = groups.findLast((group) => Number(group[1]) === c)!;
  return [...text!.matchAll(/<(\w+) ([^>]*)>/g)].map(([, name, attributes]) => {
    const of = (key: string): number =>
      Number(new RegExp(`(?:^| )${key}="([^"]*)"`).exec(attributes!)![1]);
    if (name === 'circle') return [of('cx'), of('cy')];
    return [of('x') + of('width') / 2, of('y') + of('height') / 2];
  });
}

describe('scatterPlot', () => {
  const svg = scatterPlot(flower, { title: 'The flower' });

  it('has 200 red and 200 blue marks, and says so', () => {
    expect([0, 1].map((c) => marks(svg, c).length)).toEqual([200, 200]);
    expect(svg).toContain('class="fill-class-0 stroke-background" fill="#cc3311"');
    expect(svg).toContain('class="fill-class-1 stroke-background" fill="#0077bb"');
    expect(svg).toContain('<title>The flower</title>');
    expect(svg).toContain('400 examples. class 0: 200; class 1: 200.');
  });

  it('puts them where they are: pixels are one linear function of each feature', () => {
    const [x, y] = flower.X.toArray() as [number[], number[]];
    const points = [0, 1].flatMap((c) => marks(svg, c));
    for (const [axis, values] of [x, y].entries()) {
      const [a, b] = [values.indexOf(Math.min(...values)), values.indexOf(Math.max(...values))];
      const scale = (points[b]![axis]! - points[a]![axis]!) / (values[b]! - values[a]!);
      expect(Math.sign(scale)).toBe(axis === 0 ? 1 : -1);
      for (const [j, value] of values.entries())
        expect(points[a]![axis]! + scale * (value - values[a]!)).toBeCloseTo(points[j]![axis]!, 0);
    }
  });

  it('shows two chosen features of several', () => {
    const rows = flower.X.T.toArray().map(([a, b], j) => [j, a!, 7, b!]);
    const wide = Dataset.from(rows, flower.labels, { features: ['n', 'a', 'seven', 'b'] });
    const chosen = scatterPlot(wide, { features: ['a', 'b'], title: 'The flower' });
    expect([0, 1].map((c) => marks(chosen, c))).toEqual([0, 1].map((c) => marks(svg, c)));
  });
});

refused('scatterPlot', [
  [
    'more than two features',
    () =>
      scatterPlot(
        Dataset.from(
          [
            [1, 2, 3],
            [4, 5, 6],
          ],
          [0, 1],
        ),
      ),
    'ERR_SHAPE',
    'dataset',
    'pca',
  ],
  ['an unknown option', () => scatterPlot(flower, wrong({ padding: 1 })), 'ERR_OPTION', 'padding'],
  ['no dataset', () => scatterPlot(wrong(null)), 'ERR_DATA', 'dataset'],
]);
