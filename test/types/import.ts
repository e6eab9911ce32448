// The built package in a strict TypeScript project: what design and README promise, in types.
import {
  activations,
  backend,
  backwardPropagation,
  crossValidate,
  computeCost,
  Dataset,
  datasets,
  DenselyError,
  diagnose,
  forwardPropagation,
  initializeParameters,
  layerSizes,
  logisticRegression,
  matmul,
  type Matrix,
  metrics,
  Model,
  nnModel,
  optionTables,
  predict,
  session,
  summary,
  sweep,
  Table,
  train,
  updateParameters,
  type Label,
  type Progress,
  type RandomSearch,
  type Records,
  type Training,
  type TrainOptions,
} from 'densely';
import {
  activationCurves,
  confusionMatrix,
  decisionBoundary,
  learningCurves,
  networkDiagram,
  sweepPanels,
  toPng,
  weightHistograms,
} from 'densely/plot';
import { csvLog, type LineStream, type Log, ndjson, type Reported, tensorboard } from 'densely/log';
import { readParquet } from 'densely/parquet';

declare const maybe: string | undefined;

function same<T>(...values: readonly T[]): readonly T[] {
  return values;
}

// The service developer.
const flowers = Dataset.from(
  [
    [5.1, 3.5],
    [4.9, 3],
    [6.2, 2.9],
  ],
  ['setosa', 'setosa', 'virginica'],
);
const [fit, test] = flowers.split({ test: 0.2, seed: 1 });
same<number>(...flowers.split({ test: 0.2, validation: 0.2 }).map((part) => part.size));
const three: { readonly length: 3 } = flowers.split({ test: 0.2, validation: 0.2, groups: 'x1' });
same<number>(three.length);
for (const [part, held] of flowers.kFold({ folds: 3, stratify: true }))
  same<readonly ('setosa' | 'virginica')[] | null>(part.classes, held.labels);
same<Float64Array | null>(flowers.weights);
const folded = await crossValidate(
  flowers,
  { hidden: [4], epochs: 1 },
  { folds: 2, score: 'brier' },
);
same<number>(folded.score.mean, folded.outputs.rows, ...folded.folds.map(({ fold }) => fold));
const searched = await sweep(flowers, { grid: { hidden: [[], [4]], l2: [0, 0.1] }, epochs: 1 });
same<'setosa' | 'virginica'>((await searched.refit()).predict([5, 3]));
const draws: RandomSearch = { trials: 2, space: { dropout: { from: 0, to: 0.5 } } };
for await (const { scores } of sweep(flowers, { grid: draws })) same<readonly number[]>(scores);
// @ts-expect-error -- of one network's layers
void sweep(flowers, { grid: { hidden: [4] } });
const tagged = Dataset.from(
  [[1], [2]],
  [
    [0, 1],
    [1, 1],
  ],
  { task: 'multilabel' },
);
const marks: (0 | 1)[] = (await train(tagged)).predict([1]);
const graded = (await train(tagged)).evaluate(tagged);
same<number>(graded.f1.macro, graded.labels.length, graded.subsetAccuracy, ...marks);
const options: TrainOptions = {
  hidden: [64, 32],
  optimizer: { adam: { beta2: 0.95, epsilon: maybe === undefined ? undefined : 1e-7 } },
  activation: ['relu', 'tanh'],
  epochs: 50,
  seed: 3,
  signal: undefined,
  onProgress: ({ epoch, cost }) => same<number>(epoch, cost),
};
const run: Training<'setosa' | 'virginica'> = train(fit, options);
for await (const progress of run) same<Progress>(progress);
run.stop();
const model: Model<'setosa' | 'virginica'> = await run;
const label: 'setosa' | 'virginica' = model.predict([5.1, 3.5]);
const labels: ('setosa' | 'virginica')[] = model.predict([[5.1, 3.5]]);
const probabilities: Float64Array = model.probabilities([5.1, 3.5]);
model.predictInto(new Float32Array(2), new Float32Array(2));
same<Float64Array>(model.history.cost, probabilities);
same<number>(test.size);
same<string>(label, ...labels);

// Own data in, a kept model out.
const table: Dataset = await Dataset.csv('churn.csv', { target: 'left' });
const scored = (await train(table)).evaluate(table);
same<number | undefined>(scored.cost, scored.accuracy, scored.r2, scored.rocAuc);
if (scored.task === 'classification') same<number>(scored.accuracy, scored.classes[0]!.f1);
else if (scored.task === 'regression') same<number>(scored.r2, scored.targets[0]!.mae);
else same<number>(scored.subsetAccuracy, scored.f1.micro);
const prices = Dataset.from([[1], [2]], [1.5, 2.5], { task: 'regression' });
const price: number = (await train(prices)).predict([1]);
const several = Dataset.from(
  [[1], [2]],
  [
    [1, 2],
    [3, 4],
  ],
  { task: 'regression' },
);
const pair: number[] = (await train(several)).predict([1]);
const loaded: Model = await Model.load('churn.safetensors');
same<Label | null>(loaded.positive, (await train(table, { positive: 'yes' })).positive);
const known: Model<'no' | 'yes'> = await Model.load('churn.safetensors', {
  classes: ['no', 'yes'],
});
const answer: 'no' | 'yes' = known.predict([1]);
const left = await Model.load(new URL('churn.safetensors', import.meta.url), { classes: [0, 1] });
const zeroOrOne: 0 | 1 = left.predict([1]);
const truth: boolean = Model.fromBytes(loaded.toBytes(), { classes: [false, true] }).predict([1]);
same<string | number | boolean>(answer, zeroOrOne, truth);
// @ts-expect-error a label that the model has not
same<'no' | 'maybe'>(known.predict([1]));
// @ts-expect-error an unknown option
await Model.load('churn.safetensors', { labels: ['no', 'yes'] });

// The task is known where the labels are: text, truth values and literal numbers are classes.
const { accuracy, classes } = known.evaluate(table);
same<number>(accuracy, left.evaluate(table).accuracy, (await left.evaluateAsync(table)).accuracy);
same<'no' | 'yes'>(classes[0]!.label);
same<number>((await train(several)).evaluate(several).r2);
// @ts-expect-error a classification has no r2
same<number>(known.evaluate(table).r2);
// @ts-expect-error a number may be a class or a value
same<number>((await train(prices)).evaluate(prices).r2);
// @ts-expect-error nobody said what the labels are
same<number>(loaded.evaluate(table).accuracy);
await loaded.save('again.safetensors');
same<number>(price, ...pair, Model.fromBytes(loaded.toBytes()).predict([1]) === 'no' ? 1 : 0);
const asked: string[] = await model.predictAsync([[5.1, 3.5]], { signal: undefined });
same<string>(...asked, Model.from(nnModel(table.X, table.Y, 4)).predict([1]) === 1 ? 'a' : 'b');
same<Dataset>(Dataset.fromRecords([{ age: 41, left: 'no' }], { target: 'left' }), table.shuffle());

// Records make the types of labels and of what a model is asked.
const people = Dataset.fromRecords(
  [{ age: 41, plan: 'team', since: new Date(), left: 'no' as 'no' | 'yes' }],
  { target: 'left', columns: { since: 'date' } },
);
const person: { age: number; plan: string; since: Date } = people.records()[0]!;
const asks = await train(people.split({ test: 0.5 })[0]);
same<'no' | 'yes'>(
  asks.predict({ age: 41, plan: 'team' }),
  asks.predict({ age: '41', plan: null }),
);
same<'no' | 'yes'>(asks.predict(person), asks.predict([41, 'team', null]));
same<('no' | 'yes')[]>(
  asks.predict([person, { plan: 'free' }]),
  asks.predict(people),
  asks.predict([]),
  await asks.predictAsync(new Set([person])),
);
same<number>(asks.evaluate([{ ...person, left: 'no' }]).accuracy);
const general: Model = asks;
same<Label>(general.predict({ anything: 1 }));
// @ts-expect-error a key that the records have not
asks.predict({ plam: 1 });
// @ts-expect-error a key that the records have not
asks.predict([{ age: 41, plam: 1 }]);
// @ts-expect-error no value of a cell
asks.predict({ age: [41] });
using stepping = await session(people);
// @ts-expect-error a key that the records have not
stepping.model().predict({ plam: 1 });
const swept = await sweep(people, { hidden: [2] });
// @ts-expect-error a key that the records have not
swept.runs[0]!.model.predict({ plam: 1 });
const listed = Dataset.fromRecords({ age: [41], left: ['no'] }, { target: 'left' });
same<Label>((await train(listed)).predict({ age: 41 }));
const unknownKeys: Records = [{ x: 1, kind: 'a' }];
same<Dataset>(Dataset.fromRecords(unknownKeys, { target: 'kind' }));
same<number | null>(Table.fromRecords([{ age: 41 }, { age: null }]).records()[0]!.age);
const streamed = await Dataset.fromRecordsAsync(new Set([{ ...person, left: true }]), {
  target: 'left',
});
same<boolean>((await train(streamed)).predict({ age: 41 }));
same<Dataset>(await readParquet('churn.parquet', { target: 'left' }));
same<Table>(await readParquet(new ArrayBuffer(8), { columns: { id: 'skip' } }));
const arrays = await train(Dataset.from([[1], [2]], ['a', 'b'], { features: ['age'] }));
same<'a' | 'b'>(arrays.predict({ age: 1 }));

// @ts-expect-error an unknown scale
train(fit, { scale: 'logarithm' });
// @ts-expect-error an unknown option
train(fit, { epoch: 50 });
// @ts-expect-error an unknown activation
train(fit, { activation: 'rleu' });
// @ts-expect-error a label that the data have not
same<'setosa' | 'virginica'>('tulip');

train(fit, {
  validation: 0.2,
  metric: 'rocAuc',
  watch: ['brier'],
  patience: 5,
  l2: { value: 0.1 },
});
// @ts-expect-error no such figure
train(fit, { validation: 0.2, metric: 'auc' });
// @ts-expect-error no such schedule
train(fit, { schedule: 'cosinus' });
// @ts-expect-error momentum has no such number
train(fit, { optimizer: { momentum: { beta1: 0.9 } } });
// @ts-expect-error trainings cannot share a file
sweep(fit, { hidden: [2], checkpoint: 'sweep.ckpt' });
same<string>(optionTables.train.epochs.says, optionTables.sweep.holdout.says);

// The learner.
const { X, Y } = datasets.flower();
const [n_x, n_h, n_y] = layerSizes(X, Y);
const parameters = initializeParameters(n_x, n_h, n_y, { seed: 3 });
const [A2, cache] = forwardPropagation(X, parameters);
const grads = backwardPropagation(parameters, cache, X, Y);
const { W1, b2 } = updateParameters(parameters, grads, 1.2);
same<Matrix>(A2, grads.dW1, grads.db2, W1, b2, W1.T, matmul(W1, X));
same<number>(computeCost(A2, Y), computeCost(A2, Y, cache), activations.elu.value(-10));
const trained = nnModel(X, Y, 4, { numIterations: 10, printCost: true });
same<number>(metrics.accuracy(predict(trained, X), Y));
same<number>(diagnose(trained, X, { activation: 'tanh' }).layers[0]!.saturated.share);
// @ts-expect-error a dictionary of two layers has no third
same(trained.W3);
const anyDepth = initializeParameters([2, 4, 3, 1]);
// @ts-expect-error perhaps undefined: the number of layers is not known
same<Matrix>(anyDepth.W3);

// Pictures.
const picture: string = decisionBoundary((points) => predict(trained, points), datasets.flower());
same<string>(picture, decisionBoundary(logisticRegression(datasets.flower()), datasets.flower()));
const planar = datasets.flower();
const { runs } = await sweep(planar, { hidden: [1, 2], seeds: [3] });
const measured = logisticRegression(planar).evaluate(planar);
same<string>(confusionMatrix(measured));
same<string>(
  learningCurves(model.history),
  learningCurves([{ name: 'a', ...model.history }], { width: 400 }),
  activationCurves(activations),
  activationCurves({ sine: { value: Math.sin, derivative: Math.cos } }),
  weightHistograms(trained),
  networkDiagram(summary(trained), { parameters: trained, classes: model.classes }),
  sweepPanels(runs, planar, { width: 960 }),
  decisionBoundary(model, fit, { features: ['x1', 'x2'], probabilities: true }),
  decisionBoundary(model, fit, { pca: true, probabilities: maybe === undefined }),
);
same<Uint8Array>(await toPng(picture), await toPng(picture, { scale: 2, dark: true }));
same<'native' | 'js'>(backend().name);

// Logs of a training, and one's own.
declare const stream: LineStream;
const lines: number[] = [];
const mine: Log = { report: ({ step }: Reported) => void lines.push(step) };
same<Log>(csvLog('a.csv', { overwrite: true }), ndjson(stream), tensorboard('runs'), mine);
// @ts-expect-error it tells of no errors
ndjson({ write: () => true });

// Errors and options that may be undefined.
try {
  train(datasets.flower(), { initializer: maybe === undefined ? undefined : 'heNormal' });
} catch (error) {
  if (error instanceof DenselyError && error.code === 'ERR_OPTION') same<string>(error.argument);
  if (error instanceof DenselyError) same<Model | undefined>(error.model);
}
