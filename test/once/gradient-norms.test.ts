// The sizes of gradients, read back from the bars.
import { describe, expect, it } from 'vitest';
import { datasets, diagnose, initializeParameters, train } from '../../lib/index.js';
import { gradientNorms, type GradientNorms } from '../../lib/plot/index.js';
import { all, one, parseXml } from './svg-reader.js';

interface Bar {
  readonly middle: number;
  readonly height: number;
}

function barsOf(svg: string): Bar[] {
  const group = one(parseXml(svg), (n) => n.attributes['class'] === 'fill-region-1 stroke-class-1');
  return all(group, (n) => n.name === 'rect').map(({ attributes: { x, width, height } }) => ({
    middle: Number(x) + Number(width) / 2,
    height: Number(height),
  }));
}

const written = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map((match) => match[1]!);

describe('gradientNorms', () => {
  it('draws a bar of the same step for each power of ten', () => {
    const svg = gradientNorms([3e-4, 3e-3, 3e-2, 3e-1]);
    const bars = barsOf(svg);
    expect(bars).toHaveLength(4);
    const steps = bars.slice(1).map(({ height }, l) => height - bars[l]!.height);
    for (const step of steps) expect(Math.abs(step - steps[0]!)).toBeLessThan(0.2);
    // The axis begins at the power of ten below: log₁₀ 3 of a step.
    expect(Math.abs(bars[0]!.height / steps[0]! - Math.log10(3))).toBeLessThan(0.005);
    expect(written(svg)).toEqual(expect.arrayContaining(['0.0001', '0.001', '0.01', '0.1', '1']));
    expect(written(svg)).toEqual(expect.arrayContaining(['1', '2', '3', '4', 'layer', '|dW[l]|']));
  });

  it('has no bar for a gradient of 0, and says so', () => {
    const [with0, without] = [gradientNorms([0.1, 0, 0.2]), gradientNorms([0.1, 0.15, 0.2])];
    const middles = barsOf(without).map(({ middle }) => middle);
    expect(barsOf(with0).map(({ middle }) => middle)).toEqual([middles[0], middles[2]]);
    expect(with0).toContain('layer 1: 0.100; layer 2: 0.00; layer 3: 0.200.');
    expect(gradientNorms([0, 0])).not.toMatch(/NaN|Infinity/);
  });

  it.each([[5e-324], [1.7e308], [1], [1e-9, 1e9]])('takes %s', (...norms) => {
    const svg = gradientNorms(norms);
    expect(svg).not.toMatch(/NaN|Infinity/);
    for (const { height } of barsOf(svg)) expect(height).toBeGreaterThan(0);
  });

  it('takes a diagnosis of a model', async () => {
    const moons = datasets.moons();
    const model = await train(moons, { hidden: [4, 4], epochs: 2 });
    const diagnosis = diagnose(model, moons);
    expect(gradientNorms(diagnosis)).toBe(gradientNorms(diagnosis.gradients!));
  });

  const unknown = diagnose(initializeParameters(2, 4, 1, { seed: 3 }), datasets.flower().X);
  const cases: [string, unknown, RegExp][] = [
    ['a diagnosis without targets', unknown, /^norms must be .*of examples with targets.*not null/],
    ['nothing', undefined, /^norms must be a diagnosis.*not undefined/],
    ['an empty list', [], /^norms must be .*a number per layer/],
    ['a text', '12', /^norms must be .*not "12"/],
    ['a negative size', [1, -1], /^norms\[1\] must be a finite number, 0 or above, not -1/],
    ['a size that is none', [NaN], /^norms\[0\] must be .*not NaN/],
  ];

  it.each(cases)('refuses %s', (_name, norms, says) => {
    const error = expect.objectContaining({
      code: 'ERR_DATA',
      message: expect.stringMatching(says) as string,
    }) as Error;
    expect(() => gradientNorms(norms as GradientNorms)).toThrow(error);
  });
});
