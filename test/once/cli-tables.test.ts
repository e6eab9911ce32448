// train, evaluate and predict as a user runs them: the built package, CSV files, processes of their own.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { textWidth } from '../../lib/base/table.js';
import { metricsText } from '../../lib/cli/metrics.js';
import {
  Dataset,
  datasets,
  Model,
  optionTables,
  RandomState,
  sweep,
  train,
  type Metrics,
  type TrainOptions,
} from '../../lib/index.js';
import { node, root, type Ended } from './children.js';

const folder = mkdtempSync(join(tmpdir(), 'densely-tables-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
/** Arguments may stand together in one text. */
const densely = (...args: string[]): Promise<Ended> =>
  node([join(root, 'dist/cli.js'), ...args.flatMap((words) => words.split(' '))], { cwd: folder });

const species = ['setosa', 'versicolor', 'virginica'];
const iris = readFileSync(join(root, 'test/fixtures/iris.csv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','));
const names = ['sepal length', 'sepal width', 'petal length', 'petal width'];
copyFileSync(join(root, 'examples/iris.csv'), at('iris.csv'));
writeFileSync(at('bare.csv'), iris.map((row) => row.join(';')).join('\r\n'));

const random = new RandomState(3);
const points = Array.from({ length: 60 }, () => [random.normal(), random.normal()]);
writeFileSync(
  at('values.csv'),
  ['p,a,q,b,note', ...points.map(([a, b]) => [a! + b!, a, 100 * a!, b, '"x, y"'].join(','))].join(
    '\n',
  ),
);

function narrow(text: string): void {
  for (const line of text.split('\n')) expect(textWidth(line), line).toBeLessThanOrEqual(80);
}

describe('classes', () => {
  it('train: what train() and evaluate() say, in a file that Model.load reads', async () => {
    const { code, stdout, stderr } = await densely(
      'train iris.csv --target species --hidden 16,8 --activation tanh',
      '--epochs 30 --batch-size 16 --learning-rate 0.01 --seed 4',
      '--test 0.3 --out iris.safetensors --json',
    );
    expect([code, stderr.includes('at ')]).toEqual([0, false]);
    const told = JSON.parse(stdout) as Record<string, unknown> & {
      history: { cost: number[] };
      data: { size: number };
    };

    const data = await Dataset.csv(at('iris.csv'), { target: 'species' });
    const [fit, test] = data.split({ test: 0.3, seed: 4, stratify: true });
    const options = { epochs: 30, batchSize: 16, learningRate: 0.01, seed: 4 } as const;
    const model = await train(fit, { ...options, hidden: [16, 8], activation: 'tanh' });
    expect(told.history.cost).toEqual([...model.history.cost]);
    expect(told.test).toEqual(JSON.parse(JSON.stringify(model.evaluate(test))));
    expect([told.fit, told.data.size, told.out]).toEqual([105, 150, 'iris.safetensors']);
    const loaded = await Model.load(at('iris.safetensors'));
    expect(loaded.toBytes()).toEqual(model.toBytes());
    expect([loaded.classes, loaded.features, loaded.targets]).toEqual([
      species,
      names,
      ['species'],
    ]);
  });

  it('several labels: their own columns, scores and probabilities', async () => {
    const random = new RandomState(1);
    const points = Array.from({ length: 120 }, () => [random.normal(), random.normal()]);
    const lines = points.map(([x = 0, y = 0]) => [x, y, +(x > 0), +(y > 0)].join());
    writeFileSync(at('labels.csv'), ['x,y,right,up', ...lines, ''].join('\n'));
    const line = 'train labels.csv --target right --target up --task multilabel --epochs 200';
    const trained = await densely(line, '--out labels.safetensors');
    expect([trained.code, trained.stderr.includes('at ')]).toEqual([0, false]);
    narrow(trained.stdout);
    expect(trained.stdout).toMatch(
      /^test: all labels right \d+\.\d\d %, F1 macro \d\.\d{4}, micro/m,
    );
    expect(trained.stdout).toMatch(
      /^label +precision +recall +F1 +ROC AUC +average precision +examples$/m,
    );

    const model = await Model.load(at('labels.safetensors'));
    const options = { target: ['right', 'up'], task: 'multilabel' } as const;
    const data = await Dataset.csv(at('labels.csv'), options);
    const shown = await densely('evaluate labels.safetensors labels.csv --json');
    expect(JSON.parse(shown.stdout)).toEqual(JSON.parse(JSON.stringify(model.evaluate(data))));
    const { stdout } = await densely('predict labels.safetensors labels.csv --probabilities');
    const [head, first] = stdout.split('\n');
    expect(head).toBe('right,up,p(right),p(up)');
    const [label, p] = [model.predict(data.X)[0], model.probabilities(data.X)[0]!];
    expect(first!.split(',').map(Number)).toEqual([label, [...p]].flat());
    const json = await densely('predict labels.safetensors labels.csv --probabilities --json');
    expect(JSON.parse(json.stdout)).toMatchObject({ labels: ['right', 'up'] });
    const picture = await densely('plot boundary labels.safetensors labels.csv --out l.svg');
    expect(picture.stderr).toContain('this picture needs classes; the target has several labels');
  });

  it('--positive is a label of the data, whatever its type', async () => {
    const lines = Array.from({ length: 20 }, (_, i) => `${i},${i % 2},${i % 3 ? 'no' : 'yes'}`);
    writeFileSync(at('two.csv'), ['x,bit,word', ...lines, ''].join('\n'));
    const line = (target: string, positive: string): string =>
      `train two.csv --features x --target ${target} --positive ${positive} --epochs 2 --out two.safetensors`;
    await densely(line('bit', '0'));
    expect((await Model.load(at('two.safetensors'))).positive).toBe(0);
    await densely(line('word', 'no'));
    expect((await Model.load(at('two.safetensors'))).positive).toBe('no');
    const { code, stderr } = await densely(line('word', 'yess'));
    expect([code, stderr]).toEqual([
      2,
      'densely: --positive is "yess", which is none of the 2 known classes: "no", "yes"; the nearest is "yes".\n',
    ]);
  });

  it('evaluate and predict: the same as the loaded model', async () => {
    const model = await Model.load(at('iris.safetensors'));
    const data = await Dataset.csv(at('iris.csv'), { target: 'species' });
    const metrics = await densely('evaluate', 'iris.safetensors', 'iris.csv', '--json');
    expect(JSON.parse(metrics.stdout)).toEqual(JSON.parse(JSON.stringify(model.evaluate(data))));
    const shown = await densely('evaluate', 'iris.safetensors', 'iris.csv');
    narrow(shown.stdout);
    expect(shown.stdout).toContain(
      `150 rows: accuracy ${(model.evaluate(data).accuracy! * 100).toFixed(2)} %`,
    );

    const plain = await densely('predict', 'iris.safetensors', 'iris.csv');
    expect(plain.stdout.trim().split('\n')).toEqual(['species', ...model.predict(data.X)]);
    const both = await densely('predict', 'iris.safetensors', 'iris.csv', '--probabilities');
    const [head, ...lines] = both.stdout.trim().split('\n');
    expect(head).toBe('species,p(setosa),p(versicolor),p(virginica)');
    expect(lines.map((line) => line.split(',').slice(1).map(Number))).toEqual(
      model.probabilities(data.X).map((p) => [...p]),
    );
    const json = await densely('predict', 'iris.safetensors', 'iris.csv', '--json');
    expect(JSON.parse(json.stdout)).toEqual({ predictions: model.predict(data.X) });
  });

  it('columns are found by name, in any order, or by place in a model without names', async () => {
    const model = await Model.load(at('iris.safetensors'));
    const data = await Dataset.csv(at('iris.csv'), { target: 'species' });
    const metrics = (of: Model): unknown => JSON.parse(JSON.stringify(of.evaluate(data)));
    const order = [2, 4, 0, 3, 1];
    const lines = readFileSync(at('iris.csv'), 'utf8').trim().split('\n');
    const turned = lines.map((line) => order.map((i) => line.split(',')[i]).join(','));
    writeFileSync(at('turned.csv'), turned.join('\n'));
    const { stdout } = await densely('evaluate', 'iris.safetensors', 'turned.csv', '--json');
    expect(JSON.parse(stdout)).toEqual(metrics(model));
    const predicted = await densely('predict', 'iris.safetensors', 'turned.csv', '--json');
    expect(JSON.parse(predicted.stdout)).toEqual({ predictions: model.predict(data.X) });

    const { parameters } = await train(data, { scale: 'none', epochs: 5 });
    const classes = model.classes as string[];
    const bare = Model.from(parameters, {
      output: 'softmax',
      classes,
      activation: 'relu',
    }) as Model;
    await bare.save(at('bare.safetensors'));
    const placed = 'evaluate bare.safetensors iris.csv --target species --json';
    expect(JSON.parse((await densely(placed)).stdout)).toEqual(metrics(bare));
    const features = iris.map((row) => row.slice(0, 4).join(','));
    writeFileSync(at('others.csv'), ['a,b,c,d', ...features].join('\n'));
    const others = await densely('predict', 'bare.safetensors', 'others.csv', '--json');
    expect(JSON.parse(others.stdout)).toEqual({ predictions: bare.predict(data.X) });
  });

  it('tables fit 80 columns, and progress is plain lines outside a terminal', async () => {
    const { code, stdout, stderr } = await densely(
      'train iris.csv --target species --epochs 100 --out b.safetensors',
    );
    expect(code).toBe(0);
    narrow(stdout);
    narrow(stderr);
    expect(stderr.trim().split('\n')).toHaveLength(10);
    expect(stderr).toMatch(/^training {2}10 % {2}cost [\d.]+, [\d,]+ steps\/s, .+ left$/m);
    expect(stdout).toContain('150 rows, 4 features, 3 classes; 120 to train, 30 to test');
    expect(stdout).toContain('model: b.safetensors');
  });

  it('the preset tells its folds, what they chose, and how long all took', async () => {
    const { code, stdout, stderr } = await densely(
      'train iris.csv --target species --out p.safetensors',
    );
    expect(code).toBe(0);
    narrow(stdout);
    narrow(stderr);
    expect(stderr).toMatch(/^training +\d+ % {2}fold 1: cost [\d.]+, validation [\d.]+, /m);
    expect(stderr).toMatch(/^training +\d+ % {2}all rows: cost [\d.]+/m);
    expect(stdout.replaceAll('\n', ' ')).toMatch(
      /72 rows, held out by 3 folds, chose a network of \d+ epochs?, .+ learnt from all rows\./,
    );
  });

  it('no header, another delimiter, the target by index, all rows to train', async () => {
    const bare = ['--no-header', '--delimiter', ';', '--target', '-1'];
    const args = [...bare, '--task', 'classification', '--test', '0', '--out', 'c.safetensors'];
    const trained = await densely('train', 'bare.csv', ...args);
    expect([trained.code, trained.stdout.includes('all 150 to train')]).toEqual([0, true]);
    const { stdout } = await densely('evaluate', 'c.safetensors', 'bare.csv', ...bare, '--json');
    expect((JSON.parse(stdout) as { accuracy: number }).accuracy).toBeGreaterThan(0.93);
    // All columns are features there: the file of a caller who predicts has no target.
    writeFileSync(at('four.csv'), iris.map((row) => row.slice(0, 4).join(',')).join('\n'));
    const predicted = await densely('predict', 'c.safetensors', 'four.csv', '--no-header');
    expect(predicted.stdout.trim().split('\n')).toHaveLength(151);
  });
});

describe('tables of classes', () => {
  /** What `evaluate` answers for k classes, each example of which is said to be of the next one. */
  function shifted(names: readonly string[], count: number): Metrics {
    const k = names.length;
    return {
      task: 'classification',
      size: k * count,
      cost: 1.5,
      accuracy: 0,
      balancedAccuracy: 0,
      brier: 1,
      confusion: names.map((_, r) => names.map((__, c) => (c === (r + 1) % k ? count : 0))),
      classes: names.map((label) => ({ label, precision: 0, recall: 0, f1: 0, support: count })),
    };
  }
  const named = (k: number, name: (c: number) => string): string[] =>
    Array.from({ length: k }, (_, c) => name(c));

  it.each<[string, string[], number, string]>([
    ['short names head the columns', named(9, (c) => `no ${c}`), 7, '      no 0  no 1'],
    [
      'long ones are numbered',
      named(10, (c) => `a class with number ${c}`),
      7,
      ' 2  a class with num',
    ],
    ['large counts', named(10, (c) => `class ${c}`), 1e6, 'Most frequent mistakes'],
    ['many classes', named(300, (c) => `class ${c}`), 7, 'Most frequent mistakes'],
    [
      'very long names',
      named(3, (c) => `${c}${'-'.repeat(1e6)}${c}`),
      7,
      '1----------…-----------1',
    ],
    ['wide letters', named(5, (c) => `${c}日本語の長い名前です`.repeat(3)), 7, '1日本語'],
    ['line breaks and control characters', named(2, (c) => `${c}\n\x1b[31m`), 7, '0  [31m'],
  ])('fit 80 columns: %s', (_, names, count, says) => {
    const text = metricsText('test', shifted(names, count));
    narrow(text);
    expect(text).toContain(says);
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
  });

  it('are aligned beside wide letters and emoji', () => {
    const text = metricsText('test', shifted(['日本', '😀', 'e\u0301'], 12));
    const [name, gap, cell] = ['class'.length, 2, 'precision'.length - '0.00 %'.length];
    for (const [label, width] of [
      ['日本', 4],
      ['😀', 2],
      ['e\u0301', 1],
    ] as const)
      expect(text).toContain(`\n${label}${' '.repeat(name - width + gap + cell)}0.00 %`);
  });
});

describe('values', () => {
  it('several targets, chosen features', async () => {
    const trained = await densely(
      'train values.csv --target q --target p --task regression',
      '--features b,a --hidden none --epochs 400 --learning-rate 0.05',
      '--out values.safetensors',
    );
    expect(trained.code).toBe(0);
    narrow(trained.stdout);
    const model = await Model.load(at('values.safetensors'));
    expect([model.features, model.targets]).toEqual([
      ['b', 'a'],
      ['q', 'p'],
    ]);
    const { stdout } = await densely('evaluate', 'values.safetensors', 'values.csv', '--json');
    expect((JSON.parse(stdout) as { r2: number }).r2).toBeGreaterThan(0.99);
    const counted = points.map(([a, b], j) => [a! + b!, a, 100 * a!, b, j % 4].join(','));
    writeFileSync(at('counted.csv'), ['p,a,q,b,count', ...counted].join('\n'));
    const weighed = await densely('evaluate values.safetensors counted.csv --weights count --json');
    const beside = { features: ['b', 'a'], weights: 'count', task: 'regression' } as const;
    const data = await Dataset.csv(at('counted.csv'), { target: ['q', 'p'], ...beside });
    expect(JSON.parse(weighed.stdout)).toEqual(model.evaluate(data));
    const predicted = await densely('predict', 'values.safetensors', 'values.csv');
    const [head, first] = predicted.stdout.split('\n');
    expect(head).toBe('q,p');
    expect(first!.split(',').map(Number)).toEqual(model.predict([points[0]![1]!, points[0]![0]!]));
  });
});

describe('a run that takes long', () => {
  const long = ['train', 'iris.csv', '--target', 'species'];

  const hasScript = spawnSync('script', ['--version']).status === 0;
  it.skipIf(!hasScript)('shows a bar in a terminal (skipped, needs script)', () => {
    const command = [process.execPath, join(root, 'dist/cli.js'), ...long]
      .concat(['--epochs', '20000', '--out', 'bar.safetensors'])
      .map((part) => `'${part}'`)
      .join(' ');
    const text = execFileSync('script', ['-qec', command, '/dev/null'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, COLUMNS: '80' },
    });
    const bars = text.split('\r').filter((line) => line.includes('steps/s'));
    expect(bars.length).toBeGreaterThan(5);
    expect(bars[3]).toMatch(/training [█░]{24} \d+ % {2}cost [\d.e-]+, [\d,]+ steps\/s, .+ left/);
    for (const bar of bars) expect(bar.replace('\x1b[2K', '').trimEnd().length).toBeLessThan(80);
  });
});

describe('sweep', () => {
  it('compares sizes and seeds, in a table and as sweep() does', async () => {
    const line = 'iris.csv --target species --hidden 1,8-4 --seeds 0,1 --epochs 30';
    const { code, stdout } = await densely('sweep', line);
    expect(code).toBe(0);
    narrow(stdout);
    const [table, reasons] = stdout.trim().split('\n\n');
    const rows = table!.split('\n');
    expect(rows.map((row) => row.split(' ')[0])).toEqual(['hidden', 'none', '1', '8-4']);
    const whys = reasons!.split('\n').slice(1);
    expect(whys.map((row) => row.split(': ')[0])).toEqual(['none', '1', '8-4']);
    expect(whys[2]).toMatch(/^8-4: held out \d\.\d{3} … \d\.\d{3}, the lowest mean; trained /);
    expect(stdout).toMatch(/^8-4 .* best$/m);

    const json = await densely('sweep', line, '--json');
    const told = JSON.parse(json.stdout) as {
      best: number;
      rows: { validation: unknown; why: string }[];
    };
    const data = await Dataset.csv(at('iris.csv'), { target: 'species' });
    const result = await sweep(data, { hidden: [1, [8, 4]], seeds: [0, 1], epochs: 30 });
    expect(told.rows.map((row) => row.validation)).toEqual(
      result.rows.map((row) => row.validation),
    );
    expect(told.best).toBe(2);
    expect(told.rows.map(({ why }) => why)).toEqual(result.rows.map(({ why }) => why));
  });
});

describe.skipIf(process.platform === 'win32')('output that nobody can take', () => {
  const shell = (command: string): { stderr: string; stdout: string } =>
    spawnSync(
      'bash',
      ['-c', command.replaceAll('densely', `'${process.execPath}' '${join(root, 'dist/cli.js')}'`)],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
  writeFileSync(at('rows.csv'), `${names.join(',')}\n${'1,2,3,4\n'.repeat(20_000)}`);

  it.each(['', '--json', '--probabilities'])('a reader that leaves is no failure: %s', (option) => {
    const { stdout, stderr } = shell(
      `densely predict iris.safetensors rows.csv ${option} | head -1; echo "\${PIPESTATUS[0]}"`,
    );
    expect([stdout.split('\n').slice(1), stderr]).toEqual([['0', ''], '']);
  });

  it
    .skipIf(process.platform !== 'linux')
    .each([
      'predict iris.safetensors rows.csv',
      'predict iris.safetensors rows.csv --json',
      'evaluate iris.safetensors iris.csv',
      'evaluate iris.safetensors iris.csv --json',
      'info',
    ])('a full disk is one: %s', (command) => {
    const { stdout, stderr } = shell(`densely ${command} > /dev/full; echo $?`);
    expect(stdout).toBe('1\n');
    expect(stderr).toMatch(/^densely: the output cannot be written: ENOSPC[^\n]*\n$/);
  });
});

describe('a generated set by its name', () => {
  it('is what datasets gives, in sweep and in train', async () => {
    const { stdout } = await densely(
      'sweep flower --hidden 1,4 --holdout 0 --seeds 3 --json --scale none --optimizer sgd',
      '--epochs 300 --batch-size all --learning-rate 1.2 --activation tanh --dtype float64',
    );
    const told = JSON.parse(stdout) as { rows: { train: { mean: number } }[] };
    const network = { activation: 'tanh', optimizer: 'sgd', learningRate: 1.2 } as const;
    const steps = { epochs: 300, batchSize: 'all', scale: 'none', dtype: 'float64' } as const;
    const plan = { hidden: [1, 4], holdout: 0, seeds: [3] };
    const result = await sweep(datasets.flower(), { ...plan, ...network, ...steps });
    expect(told.rows.map((row) => row.train.mean)).toEqual(
      result.rows.map((row) => row.train.mean),
    );

    const options = '--size 60 --noise 0.1 --data-seed 5 --epochs 3 --test 0';
    const trained = await densely(`train moons ${options} --out moons.safetensors`);
    expect(trained.stdout).toContain('moons: 60 rows, 2 features, 2 classes; all 60 to train');
    const model = await train(datasets.moons({ size: 60, noise: 0.1, seed: 5 }), { epochs: 3 });
    expect((await Model.load(at('moons.safetensors'))).toBytes()).toEqual(model.toBytes());
  });
});

describe('the options of a table', () => {
  const flag = (key: string): string =>
    `--${key.replace(/(?!^)[A-Z]/g, (c) => `-${c.toLowerCase()}`)} `;

  it.each(['train', 'sweep', 'logistic', 'ridge'] as const)(
    'of %s: each has its line of help',
    async (command) => {
      const { stdout } = await densely(`${command} --help`);
      for (const [key, { says, preset, flag: of }] of Object.entries(optionTables[command])) {
        const [, line] = new RegExp(`\n(  ${flag(key)}[^]*?)\n(?:  -|\n)`).exec(stdout) ?? [];
        if (of === null) {
          // What a grid is stands in a part of the help of its own.
          if (key !== 'grid') expect(line, key).toBe(undefined);
          continue;
        }
        expect(line).toMatch(new RegExp(`^  ${flag(key)}${of.takes}`));
        const words = line!.replace(/\s+/g, ' ');
        expect(words).toContain(says);
        const isSaid = typeof preset !== 'function' && preset !== undefined && of.form !== 'switch';
        expect(words.endsWith(`, default ${String(preset)}`), key).toBe(isSaid);
      }
    },
  );

  it('are understood, all of them', async () => {
    writeFileSync(
      at('sizes.csv'),
      ['a,size', ...iris.map((_, i) => `${i % 7},${(i % 7) ** 2 + 0.5}`)].join('\n'),
    );
    const sizes = await Dataset.csv(at('sizes.csv'), { target: 'size' });
    const ofPreset = { preset: 'default', epochs: 3, seed: 5 } as const satisfies TrainOptions;
    const again = { validation: 0.25, refit: true, epochs: 3 } as const satisfies TrainOptions;
    const ofClasses = {
      hidden: [6, 4],
      activation: ['tanh', 'elu'],
      linear: true,
      positive: 0,
      seed: 5,
      validation: 0.25,
      initializer: 'heNormal',
      scale: 'minmax',
      impute: 'median',
      optimizer: 'momentum',
      learningRate: 0.02,
      schedule: { warmUp: { share: 0.2, next: 'cosine' } },
      weightDecay: 0.01,
      l2: 0.02,
      l1: 0.003,
      dropout: [0.2, 0.1],
      labelSmoothing: 0.1,
      clipNorm: 2,
      clipValue: 0.5,
      averageWeights: true,
      classWeights: { 0: 2, 1: 0.5 },
      epochs: 9,
      batchSize: 16,
      maxSteps: 60,
      maxSeconds: 1000,
      validateEvery: 2,
      validateStart: true,
      metric: 'rocAuc',
      watch: ['accuracy', 'brier'],
      patience: 4,
      minDelta: 0.001,
      calibrate: true,
      dtype: 'float64',
      threads: 1,
      reportEvery: 4,
      history: 'every',
      checkpoint: 'all.ckpt',
      resume: 'auto',
    } as const satisfies TrainOptions;
    const ofValues = {
      loss: { huber: 0.5 },
      targetScale: 'minmax',
      clamp: true,
      epochs: 9,
    } as const satisfies TrainOptions;
    const said = new Set([ofClasses, ofValues, ofPreset, again].flatMap((all) => Object.keys(all)));
    const table = Object.entries(optionTables.train);
    expect(
      table.flatMap(([key, of]) => (of.flag === null ? [] : [key])).filter((key) => !said.has(key)),
    ).toEqual([]);
    const texts: Record<string, string> = {
      schedule: 'warmUp:share=0.2,next=cosine',
      classWeights: '0=2,1=0.5',
      loss: 'huber=0.5',
    };
    const words = (options: object): string =>
      Object.entries(options)
        .map(([key, value]) =>
          `${flag(key)}${value === true ? '' : (texts[key] ?? String(value))}`.trim(),
        )
        .join(' ');
    const line = `train moons --test 0 --out all.safetensors --json ${words(ofClasses)}`;
    const { code, stdout, stderr } = await densely(line);
    expect(code, stderr).toBe(0);
    const { checkpoint: _, resume: __, ...same } = ofClasses;
    const model = await train(datasets.moons(), same);
    expect((await Model.load(at('all.safetensors'))).toBytes()).toEqual(model.toBytes());
    const { history } = JSON.parse(stdout) as { history: Record<string, Record<string, unknown>> };
    const { validation, best, heldOut } = model.history;
    expect(history).toMatchObject({ best, heldOut, ended: model.history.ended });
    expect(Object.keys(history.validation!)).toEqual([
      'epoch',
      'rocAuc',
      'cost',
      'accuracy',
      'brier',
    ]);
    expect(history.validation!.brier).toEqual([...validation!.brier!]);

    const values = `train sizes.csv --target size --test 0 --out sizes.safetensors ${words(ofValues)}`;
    expect((await densely(values)).code).toBe(0);
    expect((await Model.load(at('sizes.safetensors'))).toBytes()).toEqual(
      (await train(sizes, ofValues)).toBytes(),
    );
    for (const [i, options] of [ofPreset, again].entries()) {
      const file = `chosen-${i}.safetensors`;
      const { code } = await densely(`train moons --test 0 --out ${file} ${words(options)}`);
      expect(code).toBe(0);
      const own = await train(datasets.moons(), options);
      expect((await Model.load(at(file))).toBytes()).toEqual(own.toBytes());
    }
    const none =
      'train moons --test 0 --hidden none --epochs 1 --batch-size all --json --out no.safetensors';
    const told = JSON.parse((await densely(none)).stdout) as { history: { epoch: number[] } };
    expect(told.history.epoch).toEqual([0]);
    expect((await Model.load(at('no.safetensors'))).summary().parameters).toBe(3);
  });
});

describe('errors: one line, no stack', () => {
  writeFileSync(at('bad.csv'), 'a,b,y\n1,2,0\n1,x,\n3,,NA\n4,5\n');
  writeFileSync(at('one.csv'), 'a,b,y\n1,2,no\n1,3,no\n');
  writeFileSync(at('rare.csv'), 'a,y\n1,no\n2,no\n3,yes\n');
  writeFileSync(at('unseen.csv'), `${names.join(',')},species\n1,2,3,4,setosa\n1,2,3,4,rosa\n`);
  writeFileSync(at('damaged.safetensors'), 'x'.repeat(100));
  writeFileSync(at('model.safetensors'), 'something to keep');

  it.each<[string, number, string[], string[]]>([
    [
      'a file that is not there',
      1,
      ['train', 'none.csv', '--target', 'y', '--out', 'n'],
      ['none.csv'],
    ],
    [
      'bad cells',
      1,
      ['train bad.csv --target y --column b:kind=number,impute=refuse --out n'],
      ['line 3', '"b"', 'line 4', 'line 5'],
    ],
    [
      'one class',
      1,
      ['train', 'one.csv', '--target', 'y', '--out', 'n'],
      ['column "y" holds one class only, "no"'],
    ],
    [
      'an unknown column',
      2,
      ['train', 'iris.csv', '--target', 'spcies', '--out', 'n'],
      ['the nearest is "species"'],
    ],
    ['no target', 2, ['train', 'iris.csv'], ['--out']],
    [
      'a wrong number',
      2,
      ['train', 'iris.csv', '--target', 'species', '--epochs', 'ten', '--out', 'n'],
      ['--epochs', '"ten"'],
    ],
    [
      'a wrong option',
      2,
      ['train', 'iris.csv', '--target', 'species', '--scale', 'big', '--out', 'n'],
      ['scale', '"big"'],
    ],
    ['an unknown flag', 2, ['train', 'iris.csv', '--colour', 'red'], ['--colour']],
    ['no data', 2, ['train', '--target', 'y'], ['DATA']],
    [
      'a model that is there already',
      2,
      ['train', 'iris.csv', '--target', 'species'],
      ['--out model.safetensors'],
    ],
    [
      'a folder that is not there',
      1,
      ['train', 'iris.csv', '--target', 'species', '--epochs', '1', '--out', 'no/m'],
      ['no/m'],
    ],
    [
      'a folder in the place of the model',
      1,
      ['train', 'iris.csv', '--target', 'species', '--epochs', '1', '--out', '.'],
      ['"."', 'not a file'],
    ],
    [
      'a class of one row',
      1,
      ['train', 'rare.csv', '--target', 'y', '--out', 'n'],
      ['class "yes" has one row only', '--test 0'],
    ],
    [
      'a class that the model does not know',
      1,
      ['evaluate', 'iris.safetensors', 'unseen.csv'],
      ['line 3, column "species"', '"rosa" is none of the 3 known classes'],
    ],
    [
      'an unknown set',
      2,
      ['sweep', 'flowr', '--hidden', '3'],
      ['one of churn, flower, circles', 'the nearest is flower'],
    ],
    [
      'a target for a set',
      2,
      ['train', 'moons', '--target', 'y', '--out', 'n'],
      ['--target is for CSV files', './moons'],
    ],
    [
      'a size for a file',
      2,
      ['train', 'iris.csv', '--target', 'species', '--size', '9', '--out', 'n'],
      ['--size is for generated sets'],
    ],
    [
      'a wrong size of a set',
      2,
      ['train', 'moons', '--size', '3', '--out', 'n'],
      ['size must be a whole number from 4'],
    ],
    ['no sizes to compare', 2, ['sweep iris.csv --target species'], ['--hidden']],
    [
      'a damaged model',
      1,
      ['evaluate', 'damaged.safetensors', 'iris.csv'],
      ['damaged.safetensors'],
    ],
    ['other columns', 2, ['predict', 'iris.safetensors', 'values.csv'], ['sepal length']],
  ])('%s', async (_, exit, args, says) => {
    const { code, stdout, stderr } = await densely(...args);
    expect([code, stdout]).toEqual([exit, '']);
    // Before any training.
    expect(stderr).toMatch(/^densely: /);
    expect(stderr).not.toMatch(/^\s+at /m);
    for (const text of says) expect(stderr).toContain(text);
    expect(existsSync(at('n'))).toBe(false);
    expect(readFileSync(at('model.safetensors'), 'utf8')).toBe('something to keep');
  });
});
