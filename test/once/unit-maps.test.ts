// What each unit of a layer cuts off the plane, read back from the picture.
import { describe, expect, it } from 'vitest';
import {
  Dataset,
  datasets,
  forwardPropagation,
  initializeParameters,
  Matrix,
} from '../../lib/index.js';
import { unitMaps, type Units } from '../../lib/plot/index.js';
import { all, parseXml, type Node } from './svg-reader.js';

const flower = datasets.flower();

/** Units by what they answer to a point. */
const unitsOf =
  (...units: ((x: number, y: number) => number)[]): Units =>
  (X) =>
    Matrix.from(
      units.map((z) => Array.from({ length: X.cols }, (_, i) => z(X.at(0, i), X.at(1, i)))),
    );

const descriptionOf = (svg: string): string => /<desc>([^<]*)/.exec(svg)![1]!;
const titles = (svg: string): string[] =>
  [...svg.matchAll(/>(unit [^<]*)</g)].map((match) => match[1]!);
const panels = (svg: string): Node[] =>
  all(parseXml(svg), (n) => n.name === 'svg' && n.attributes['overflow'] === 'hidden');

/** The x of all points of a path that lie inside its panel. */
function xsIn(panel: Node): number[] {
  const width = Number(panel.attributes['width']);
  const d = all(panel, (n) => n.name === 'path')[0]!.attributes['d']!;
  return [...d.matchAll(/[ML](-?[\d.]+),/g)]
    .map((m) => Number(m[1]))
    .filter((x) => x > 0 && x < width);
}

describe('unitMaps', () => {
  it('draws the line where a unit is 0, and the side where it is above', () => {
    const square = Dataset.from(
      [
        [0, 0],
        [4, 4],
      ],
      ['a', 'b'],
    );
    const svg = unitMaps(
      unitsOf(
        (x) => x - 1,
        (x) => 1 - x,
      ),
      square,
      { padding: 0 },
    );
    expect(titles(svg)).toEqual(['unit 1', 'unit 2']);
    for (const panel of panels(svg)) {
      const quarter = Number(panel.attributes['width']) / 4;
      const xs = xsIn(panel);
      expect(xs.length).toBeGreaterThan(1);
      for (const x of xs) expect(Math.abs(x - quarter)).toBeLessThan(0.2);
    }
    const [above, below] = [.../unit 1: ([\d.]+) %; unit 2: ([\d.]+) %/.exec(descriptionOf(svg))!]
      .slice(1)
      .map(Number);
    expect(Math.abs(above! - 75)).toBeLessThan(1);
    expect(Math.abs(below! - 25)).toBeLessThan(1);
  });

  it('draws what a unit does with all points, and nothing where it is below 0 everywhere', () => {
    const svg = unitsDrawn(
      unitsOf(
        () => 1,
        () => -1,
      ),
    );
    expect(panels(svg).map((panel) => all(panel, (n) => n.name === 'path').length)).toEqual([1, 0]);
    expect(descriptionOf(svg)).toContain('unit 1: 100.0 %; unit 2: 0.0 %.');
  });

  it('draws the first 12, and says of how many', () => {
    const parameters = initializeParameters(2, 30, 1, { seed: 3 });
    const svg = unitsDrawn((X) => forwardPropagation(X, parameters)[1].Z1!);
    expect(titles(svg)).toEqual(Array.from({ length: 12 }, (_, u) => `unit ${u + 1} / 30`));
    expect(descriptionOf(svg)).toMatch(/^The first 12 of 30 units of a layer at/);
  });

  it('of noise keeps a size that can be shown', () => {
    let state = 1;
    const noise = (): number => (state = (state * 48271) % 2147483647) / 2147483647 - 0.5;
    expect(unitMaps(unitsOf(noise), flower, { width: 2000 }).length).toBeLessThan(2e6);
  });

  it('refuses answers that are no layer', () => {
    const refused = (units: unknown, says: RegExp, code: string): void =>
      expect(() => unitsDrawn(units as Units)).toThrow(
        expect.objectContaining({ code, message: expect.stringMatching(says) as string }),
      );
    refused(undefined, /^units must be a function/, 'ERR_OPTION');
    refused(
      () => Matrix.from([[1, 2]]),
      /^units\(X\) must be \(n_l, \d+\), .* not \(1, 2\)/,
      'ERR_SHAPE',
    );
    const overflown: Units = ({ cols }) => Matrix.of(new Float64Array(cols).fill(NaN), 1, cols);
    refused(overflown, /^units\(X\).* NaN/, 'ERR_DATA');
    refused(() => [1, 2], /^units\(X\)/, 'ERR_DATA');
    const failing = (): never => {
      throw new RangeError('mine');
    };
    expect(() => unitsDrawn(failing)).toThrow(new RangeError('mine'));
  });
});

function unitsDrawn(units: Units): string {
  return unitMaps(units, flower, { step: 0.1 });
}
