// `densely plot` and `densely sweep --plot` as a user runs them.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  activations,
  Dataset,
  datasets,
  diagnose,
  preActivations,
  train,
  type Model,
} from '../../lib/index.js';
import {
  activationCurves,
  confusionMatrix,
  decisionBoundary,
  gradientNorms,
  learningCurves,
  learningRates,
  networkDiagram,
  unitMaps,
  weightHistograms,
} from '../../lib/plot/index.js';
import { node, root, type Ended } from './children.js';
import { parseXml } from './svg-reader.js';

const folder = mkdtempSync(join(tmpdir(), 'densely-plot-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
/** Arguments may stand together in one text. */
const densely = (...args: string[]): Promise<Ended> =>
  node([join(root, 'dist/cli.js'), ...args.flatMap((words) => words.split(' '))], { cwd: folder });
const picture = (name: string): string => readFileSync(at(name), 'utf8').trim();

const names = ['sepal-length', 'sepal-width', 'petal-length', 'petal-width'];
const rows = readFileSync(join(root, 'test/fixtures/iris.csv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','));
const species = ['setosa', 'versicolor', 'virginica'];
const lines = rows.map((row) => [...row.slice(0, 4), species[Number(row[4])]!].join(','));
writeFileSync(at('iris.csv'), [[...names, 'species'].join(','), ...lines].join('\n'));
writeFileSync(at('one.csv'), ['a,b,c', '1,2,x', '2,3,x', '3,4,x'].join('\n'));
writeFileSync(at('values.csv'), ['a,b,y', '1,2,0.5', '2,3,1.5', '3,4,2.5', '4,1,3'].join('\n'));

let flower: Model;
let iris: Model;
let irisData: Dataset;

beforeAll(async () => {
  flower = await train(datasets.flower(), { hidden: [4], epochs: 30, seed: 2 });
  await flower.save(at('flower.safetensors'));
  irisData = await Dataset.csv(at('iris.csv'), { target: 'species' });
  iris = await train(irisData, { hidden: [6], epochs: 40, seed: 1 });
  await iris.save(at('iris.safetensors'));
});

function narrow(text: string): void {
  for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
}

describe('draws what the library draws', () => {
  it('boundary of a model and a data set, with its figures', async () => {
    const { code, stdout } = await densely(
      'plot boundary flower.safetensors flower --out b.svg --width 500 --title Flower --json',
    );
    expect(code).toBe(0);
    const svg = decisionBoundary(flower, datasets.flower(), { width: 500, title: 'Flower' });
    expect(picture('b.svg')).toBe(svg);
    const told = JSON.parse(stdout) as { out: string; description: string; metrics: unknown };
    expect(told.out).toBe('b.svg');
    expect(told.description).toMatch(/^400 examples over .*313 × 304 points/);
    const metrics = flower.evaluate(datasets.flower());
    expect(told.metrics).toEqual(JSON.parse(JSON.stringify(metrics)));
  });

  it('boundary of a model and a CSV, over two features and over principal components', async () => {
    const [a, b] = await Promise.all([
      densely(
        'plot boundary iris.safetensors iris.csv --features petal-width,sepal-length --out f.svg',
      ),
      densely('plot boundary iris.safetensors iris.csv --pca --out p.svg'),
    ]);
    expect([a.code, b.code, a.stderr, b.stderr]).toEqual([0, 0, '', '']);
    narrow(a.stdout + b.stdout);
    const features = ['petal-width', 'sepal-length'] as const;
    expect(picture('f.svg')).toBe(decisionBoundary(iris, irisData, { features }));
    expect(picture('p.svg')).toBe(decisionBoundary(iris, irisData, { pca: true }));
    expect(a.stdout).toContain('picture: f.svg');
  });

  it('a model that it trains as train() would, with a line of progress', async () => {
    const { code, stderr } = await densely(
      'plot boundary moons --hidden 3 --activation tanh --epochs 20 --seed 5 --out m.svg',
    );
    expect([code, stderr.trim().split('\n').length]).toEqual([0, 10]);
    const moons = datasets.moons();
    const model = await train(moons, { hidden: [3], activation: 'tanh', epochs: 20, seed: 5 });
    expect(picture('m.svg')).toBe(decisionBoundary(model, moons));
  });

  it('curves: the costs of the training', async () => {
    const { stdout } = await densely('plot curves circles --epochs 30 --seed 3 --out c.svg --json');
    const { history } = JSON.parse(stdout) as { history: { cost: number[] } };
    const model = await train(datasets.circles(), { epochs: 30, seed: 3 });
    expect(history.cost).toEqual([...model.history.cost]);
    expect(picture('c.svg')).toContain('cross-entropy (nats per example)');
  });

  it('curves: each step of a full-batch training, unless the reports are asked for', async () => {
    const line = 'plot curves circles --batch-size all --epochs 250 --seed 3 --out f.svg --json';
    const told = async (flags = ''): Promise<number[]> => {
      const { stdout } = await densely(`${line} ${flags}`.trim());
      return (JSON.parse(stdout) as { history: { cost: number[] } }).history.cost;
    };
    const options = { batchSize: 'all', epochs: 250, seed: 3 } as const;
    const { history } = await train(datasets.circles(), { ...options, history: 'every' });
    expect(await told()).toEqual([...history.cost]);
    expect(picture('f.svg')).toContain('epoch 0 to 249, 250 recorded');
    expect(await told('--history reports')).toHaveLength(84);
  });

  it('rates: the last cost at each learning rate, one that diverges too', async () => {
    const { code, stdout, stderr } = await densely(
      'plot rates values.csv --target y --task regression --optimizer sgd --batch-size all --scale none --epochs 60',
      '--learning-rate 0.01,0.02,1e9 --seed 2 --log --json',
    );
    expect([code, stderr]).toEqual([0, expect.stringContaining('rate 0.02 (2 of 3)  50 %')]);
    const data = await Dataset.csv(at('values.csv'), { target: 'y', task: 'regression' });
    const given = { optimizer: 'sgd', batchSize: 'all', scale: 'none', epochs: 60 } as const;
    const costs = [0.01, 0.02].map(async (learningRate) => {
      const { history } = await train(data, { ...given, seed: 2, learningRate });
      return { learningRate, cost: history.cost.at(-1)! };
    });
    const rates = [...(await Promise.all(costs)), { learningRate: 1e9, cost: null }];
    expect(JSON.parse(stdout)).toMatchObject({ out: 'rates.svg', rates });
    expect(picture('rates.svg')).toBe(
      learningRates(rates, { scale: 'log', cost: 'mean squared error (scaled)' }),
    );
  });

  it.each(['0.1,x', '0.1,,1', '0,0.1', '-1'])('rates: not %s, before anything', async (rates) => {
    const { code, stderr } = await densely(
      `plot rates nowhere.csv --out none.svg --learning-rate ${rates}`,
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(/^densely: --learning-rate must be (a number|numbers above 0), not "/);
  });

  it('activations: all, or those asked for, with their values', async () => {
    const { stdout } = await densely('plot activations --out a.svg --json');
    expect(picture('a.svg')).toBe(activationCurves(activations));
    const told = JSON.parse(stdout) as {
      activations: Record<string, { z: number[]; value: number[]; derivative: number[] }>;
    };
    expect(Object.keys(told.activations)).toEqual(Object.keys(activations));
    expect(told.activations['elu']).toEqual({
      z: [-10, 0, 10],
      value: [expect.closeTo(-0.9999546000702375, 14), 0, 10],
      derivative: [expect.closeTo(4.5399929762484854e-5, 14), 1, 1],
    });
    const few = await densely('plot activations --activation relu,tanh --out few.svg');
    expect(few.stdout).toContain('ReLU: value 0, 0, 10');
    const { relu, tanh } = activations;
    expect(picture('few.svg')).toBe(activationCurves({ relu, tanh }));
  });

  it('network: of a file with its weights, of data with its shapes', async () => {
    await densely('plot network iris.safetensors --out n.svg');
    const { features, classes, parameters } = iris;
    expect(picture('n.svg')).toBe(
      networkDiagram(iris.summary(), { features, classes, parameters }),
    );
    const { stdout } = await densely('plot network flower --hidden 5,3 --out n2.svg');
    expect(stdout).toContain('W[2] (3, 5)');
    expect(picture('n2.svg')).toContain('Network 2-5-3-1 (3 layers)');
  });

  it('confusion: of a model, or of what is held out; weights', async () => {
    await densely('plot confusion iris.safetensors iris.csv --out k.svg');
    const metrics = iris.evaluate(irisData);
    if (metrics.task !== 'classification') throw new Error('no classes');
    expect(picture('k.svg')).toBe(confusionMatrix(metrics));
    const { stdout } = await densely('plot confusion blobs --test 0.3 --out k2.svg --json');
    expect((JSON.parse(stdout) as { metrics: { size: number } }).metrics.size).toBe(60);
    await densely('plot weights iris.safetensors --out w.svg');
    expect(picture('w.svg')).toBe(weightHistograms(iris.parameters));
  });

  it('units: of the first layer, or of another one', async () => {
    await densely('plot units flower.safetensors flower --columns 2 --out u.svg');
    const first = unitMaps((X) => preActivations(flower, X), datasets.flower(), { columns: 2 });
    expect(picture('u.svg')).toBe(first);
    await densely('plot units iris.safetensors iris.csv --pca --layer 2 --out u2.svg');
    const look = { pca: true, title: 'Units of layer 2' };
    const second = unitMaps((X) => preActivations(iris, X, 2), irisData, look);
    expect(picture('u2.svg')).toBe(second);
  });

  it('gradients: their sizes, layer by layer', async () => {
    const { stdout } = await densely('plot gradients iris.safetensors iris.csv --out g.svg --json');
    const diagnosis = diagnose(iris, irisData);
    expect(picture('g.svg')).toBe(gradientNorms(diagnosis));
    expect((JSON.parse(stdout) as { gradients: number[] }).gradients).toEqual(diagnosis.gradients);
    const { code } = await densely(
      'plot gradients values.csv --target y --task regression --epochs 2 --hidden 3 --out g2.svg',
    );
    expect(code).toBe(0);
  });

  it('with the height, letters and theme that were asked for', async () => {
    const size = '--width 500 --height 400 --font-size 15 --theme dark';
    await densely(`plot weights iris.safetensors ${size} --columns 2 --out l.svg`);
    const look = { width: 500, height: 400, fontSize: 15, theme: 'dark' } as const;
    expect(picture('l.svg')).toBe(weightHistograms(iris.parameters, { ...look, columns: 2 }));
    await densely(`plot boundary flower.safetensors flower ${size} --out l2.svg`);
    expect(picture('l2.svg')).toBe(decisionBoundary(flower, datasets.flower(), look));
  });

  it('activations with one axis for all, curves of logarithms', async () => {
    const asked = '--activation elu,relu,tanh --columns 1 --y shared --theme light';
    await densely(`plot activations ${asked} --out y.svg`);
    const { elu, relu, tanh } = activations;
    const look = { columns: 1, y: 'shared', theme: 'light' } as const;
    expect(picture('y.svg')).toBe(activationCurves({ elu, relu, tanh }, look));
    writeFileSync(
      at('run.json'),
      JSON.stringify({ history: { epoch: [0, 9, 99], cost: [0.7, 0.07, 0.001] } }),
    );
    await densely('plot curves run.json --log --out log.svg');
    const run = { name: 'run', epoch: [0, 9, 99], cost: [0.7, 0.07, 0.001] };
    expect(picture('log.svg')).toBe(learningCurves([run], { scale: 'log' }));
  });

  it('PNG by the ending of the name, in light and dark', async () => {
    const asked = 'plot weights iris.safetensors --width 400';
    await Promise.all([
      densely(`${asked} --zoom 3 --out light.PNG`),
      densely(`${asked} --zoom 3 --dark --out dark.png`),
    ]);
    const [light, dark] = [readFileSync(at('light.PNG')), readFileSync(at('dark.png'))];
    expect([light.readUInt32BE(16), dark.readUInt32BE(16)]).toEqual([1200, 1200]);
    expect(light.equals(dark)).toBe(false);
  });

  it('sweep --plot: a panel for each network', async () => {
    const asked = 'sweep flower --hidden 2,4 --seeds 1,2 --epochs 20 --plot s.svg --json';
    const { stdout } = await densely(asked);
    const { picture: told, rows } = JSON.parse(stdout) as {
      picture: { out: string; description: string };
      rows: { train: { min: number; max: number }; verdict: string }[];
    };
    expect(told.out).toBe('s.svg');
    expect(rows).toHaveLength(3);
    const texts = picture('s.svg').match(/>(logistic|size \d) · \d\d\.\d\d %</g);
    expect(texts?.map((text) => text.split(' · ')[0])).toEqual(['>logistic', '>size 2', '>size 4']);
    // The title of the baseline says what it is.
    expect(picture('s.svg').match(/(?<=>)(baseline|underfit|good|best|overfit)(?=<)/g)).toEqual(
      rows.slice(1).map(({ verdict }) => verdict),
    );
    expect(
      (await densely('sweep iris.csv --target species --hidden 2 --epochs 5 --plot i.svg')).code,
    ).toBe(0);
    expect(parseXml(picture('i.svg')).children[0]!.text).toContain(
      'first two principal components',
    );
  });
});

describe('refuses', () => {
  const before = (): string[] => readdirSync(folder).toSorted();

  const cases: [string, string, number, RegExp][] = [
    ['no kind', 'plot', 2, /expected a kind of picture \(boundary, scatter, curves, .*not nothing/],
    ['another kind', 'plot pie flower', 2, /not pie/],
    [
      'an unknown data set',
      'plot boundary flowr',
      2,
      /no file .*one of churn, flower, .*nearest is flower, not "flowr"/,
    ],
    [
      'an unknown data set to train on',
      'train flowerr',
      2,
      /no file .*one of churn, flower, circles/,
    ],
    ['a missing file', 'plot boundary none.csv --target y', 1, /none\.csv/],
    ['no target', 'plot boundary iris.csv', 2, /--target NAME/],
    [
      'an unknown column',
      'plot boundary iris.csv --target kind --pca',
      2,
      /no column "kind".*Columns: /,
    ],
    ['one class', 'plot boundary one.csv --target c', 1, /one class only, "x"/],
    [
      'values for classes',
      'plot boundary values.csv --target y --task regression',
      2,
      /needs classes/,
    ],
    [
      'values for a confusion',
      'plot confusion values.csv --target y --task regression',
      2,
      /needs classes/,
    ],
    [
      'four features',
      'plot boundary iris.csv --target species',
      2,
      /there are 4 features \(sepal-length, .*--features A,B .*means\), or --pca/,
    ],
    [
      'an unknown feature',
      'plot boundary iris.csv --target species --features sepal-length,petal-widt',
      2,
      /nearest is petal-width/,
    ],
    [
      'three features',
      'plot boundary iris.csv --target species --features a,b,c',
      2,
      /takes two names/,
    ],
    ['both planes', 'plot boundary iris.csv --target species --features a,b --pca', 2, /exclude/],
    ['a model without data', 'plot boundary iris.safetensors', 2, /is a model: give the data too/],
    ['curves of a model', 'plot curves iris.safetensors', 2, /keeps no history/],
    ['too many operands', 'plot activations flower', 2, /expected no operands, not flower/],
    ['an unknown activation', 'plot activations --activation rely', 2, /nearest is relu/],
    ['another ending', 'plot activations --out a.gif', 2, /end in \.svg or \.png, not "a\.gif"/],
    ['a width', 'plot activations --width 100 --out z.svg', 2, /width .*240 to 4096, not 100/],
    ['a height', 'plot activations --height 9 --out z.svg', 2, /--height .*160 to 8192, not 9/],
    ['letters', 'plot activations --font-size 99 --out z.svg', 2, /--font-size .*8 to 32, not 99/],
    ['a theme', 'plot activations --theme blue --out z.svg', 2, /--theme .*"dark".*not "blue"/],
    ['columns', 'plot weights iris.safetensors --columns 0', 2, /--columns .*1 to 16, not 0/],
    ['an axis', 'plot activations --y both --out z.svg', 2, /--y .*"shared", not "both"/],
    [
      'columns of one panel',
      'plot boundary flower --columns 2',
      2,
      /--columns is for activations, weights, units, not/,
    ],
    ['logarithms', 'plot network flower --log', 2, /--log is for curves, rates, not for network/],
    [
      'two themes',
      'plot activations --theme light --dark --out z.png',
      2,
      /--theme light and --dark exclude/,
    ],
    ['a layer', 'plot units flower.safetensors flower --layer 3', 2, /--layer .*1 to 2, not 3/],
    // A training would have printed lines of its progress.
    [
      'a width before it trains',
      'plot boundary flower --width 100',
      2,
      /--width .*240 to 4096, not 100/,
    ],
    ['a height before it trains', 'plot curves flower --height 100', 2, /--height .*160 to 8192/],
    [
      'a height for no picture',
      'plot curves flower --height 160 --font-size 32',
      2,
      /--height .*at least/,
    ],
    [
      'letters before it trains',
      'plot rates flower --font-size 4',
      2,
      /--font-size .*8 to 32, not 4/,
    ],
    ['a theme before it trains', 'plot gradients flower --theme blue', 2, /--theme .*"light"/],
    [
      'columns before it trains',
      'plot weights flower --columns 17',
      2,
      /--columns .*1 to 16, not 17/,
    ],
    [
      'a layer before it trains',
      'plot units flower --hidden 4,3 --layer 4',
      2,
      /--layer .*1 to 3, not 4/,
    ],
    [
      'an image too large, before it trains',
      'plot boundary flower --width 4096 --zoom 5 --out z.png',
      2,
      /--zoom .*longest side, 4096, at most 16384 pixels/,
    ],
    ['a zoom', 'plot activations --zoom 0 --out z.png', 2, /above 0, not 0/],
    [
      'no folder',
      'plot boundary flower --out none/z.svg',
      1,
      /cannot be written to "none\/z\.svg".*make its folder/,
    ],
    [
      'a file for a folder',
      'plot activations --out one.csv/z.svg',
      1,
      /cannot be written to "one\.csv\/z\.svg": ENOTDIR/,
    ],
    [
      'a folder',
      'plot boundary flower --out dir.svg',
      1,
      /cannot be written to "dir\.svg": it is a folder/,
    ],
    ['no folder for a sweep', 'sweep flower --hidden 2 --plot none/z.svg', 1, /cannot be written/],
  ];

  beforeAll(() => mkdirSync(at('dir.svg')));

  it.each(cases)('%s in one line, and writes nothing', async (_name, words, exit, message) => {
    const files = before();
    const { code, stdout, stderr } = await densely(words);
    expect([stdout, code]).toEqual(['', exit]);
    expect(stderr).toMatch(/^densely: [^\n]+\n$/);
    expect(stderr).toMatch(message);
    expect(before()).toEqual(files);
  });

  it('to replace a picture that nobody named', async () => {
    writeFileSync(at('weights.svg'), 'mine');
    const { code, stderr } = await densely('plot weights iris.safetensors');
    expect([code, readFileSync(at('weights.svg'), 'utf8')]).toEqual([2, 'mine']);
    expect(stderr).toMatch(/there already: say --out weights\.svg/);
    const named = await densely('plot weights iris.safetensors --out weights.svg');
    expect([named.code, readFileSync(at('weights.svg'), 'utf8')]).toEqual([2, 'mine']);
    expect(named.stderr).toMatch(/weights\.svg is there already and is no picture of densely/);
    expect((await densely('plot weights iris.safetensors --out weights.svg --force')).code).toBe(0);
    expect(existsSync(at('weights.svg'))).toBe(true);
  });

  it('help fits 80 columns', async () => {
    const { stdout } = await densely('plot --help');
    narrow(stdout);
    for (const kind of [
      'boundary',
      'curves',
      'activations',
      'network',
      'confusion',
      'weights',
      'units',
      'gradients',
    ])
      expect(stdout).toContain(`\n  ${kind}`);
  });
});
