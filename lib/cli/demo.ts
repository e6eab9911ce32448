import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { backend, datasets, logisticRegression, train, type Model } from '../index.js';
import { printJson, readArguments, type Command } from './command.js';
import { forceHelp, forceOption } from './output.js';
import { pictureFile, type Picture } from './picture.js';
import { EXERCISE, exerciseOption, STEPS } from './exercise.js';
import { progressLine } from './progress.js';
import { addressOf, wrapped } from './terminal.js';

/** What the exercise prints. */
const PRINTED: readonly number[] = [
  0.693162, 0.258625, 0.239334, 0.230802, 0.225528, 0.221845, 0.219094, 0.220661, 0.219409,
  0.218485,
];

const flower = datasets.flower();

type FlowerModel = Model<0 | 1>;

async function trainExercise(): Promise<FlowerModel> {
  const run = train(flower, EXERCISE);
  const line = progressLine('training');
  for await (const { epoch, cost } of run)
    line.show((epoch + 1) / STEPS, `cost ${cost.toFixed(6)}`);
  line.clear();
  return run;
}

/** In percent. */
function accuracy(model: FlowerModel): number {
  return model.evaluate(flower).accuracy * 100;
}

function costTable(model: FlowerModel): [iteration: number, cost: number][] {
  const { epoch, cost } = model.history;
  return PRINTED.map((_, i) => [i * 1000, cost[epoch.indexOf(i * 1000)]!]);
}

/** What writes the two pictures into a folder, which is made. */
interface Writers {
  readonly logistic: (svg: string) => Promise<Picture>;
  readonly model: (svg: string) => Promise<Picture>;
}

async function writers(folder: string, force: boolean | undefined): Promise<Writers> {
  await mkdir(folder, { recursive: true }).catch((cause: Error) => {
    throw new Error(`--out ${folder} cannot be made: ${cause.message}. Choose another folder.`, {
      cause,
    });
  });
  const place = { option: '--out', inputs: [], force } as const;
  const writer = (file: string) => pictureFile({ ...place, path: resolve(join(folder, file)) });
  return {
    logistic: await writer('logistic-regression.svg'),
    model: await writer('hidden-size-4.svg'),
  };
}

/** Writes the two pictures and answers where they lie. */
async function draw(write: Writers, logistic: FlowerModel, model: FlowerModel): Promise<string[]> {
  const { decisionBoundary } = await import('../plot/index.js');
  const pictures = [
    [write.logistic, 'Logistic regression', logistic],
    [write.model, 'Decision boundary for hidden layer size 4', model],
  ] as const;
  const paths: string[] = [];
  for (const [to, title, drawn] of pictures)
    paths.push((await to(decisionBoundary(drawn, flower, { title, padding: 1 }))).out);
  return paths;
}

interface Result {
  readonly costs: [number, number][];
  readonly accuracy: number;
  readonly logistic: { readonly accuracy: number };
  readonly trainingSeconds: number;
}

interface Exercise extends Result {
  draw(): Promise<string[]>;
}

async function exercise(write: Writers): Promise<Exercise> {
  const start = performance.now();
  const model = await trainExercise();
  const trainingSeconds = (performance.now() - start) / 1000;
  const logistic = logisticRegression(flower);
  return {
    costs: costTable(model),
    accuracy: accuracy(model),
    logistic: { accuracy: accuracy(logistic) },
    trainingSeconds,
    draw: () => draw(write, logistic, model),
  };
}

function print({ costs, accuracy: percent, logistic, trainingSeconds }: Result): void {
  const { name, isa } = backend();
  console.log('iteration      cost  exercise');
  for (const [i, [iteration, cost]] of costs.entries()) {
    console.log(
      `${iteration.toString().padStart(9)}  ${cost.toFixed(6)}  ${PRINTED[i]!.toFixed(6)}`,
    );
  }
  console.log(wrapped('From row 7000 on, rounding decides the last digits: see docs/learning.md.'));
  console.log('');
  console.log(`accuracy             ${percent.toFixed(2)} %  (exercise: 90 %)`);
  console.log(`logistic regression  ${logistic.accuracy.toFixed(2)} %  (exercise: 47 %)`);
  console.log(
    `training             ${trainingSeconds.toFixed(2)} s, ${Math.round(STEPS / trainingSeconds)} steps/s`,
  );
  console.log(`backend              ${name === 'js' ? 'js' : `${name}, ${isa}`}, float64\n`);
}

const options = {
  json: { type: 'boolean' },
  out: { type: 'string' },
  ...forceOption,
  ...exerciseOption,
} as const;

export const demo: Command = {
  name: 'demo',
  summary: "the exercise's 2-4-1 network on the flower data",
  options,
  help: [
    'densely demo [--out FOLDER] [--force] [--json]',
    '',
    "Trains the exercise's 2-4-1 network on the flower data (10,000 full-batch steps,",
    'rate 1.2, seed 3, float64) and prints its costs beside those of the exercise.',
    '',
    '  --out FOLDER      where the two pictures go, default densely-demo',
    forceHelp,
    '  --exercise        what the exercise sets, as demo always does',
    '  --json            one JSON document on standard output',
  ].join('\n'),
  async run(args) {
    const { json, force, out = 'densely-demo' } = readArguments(args, options).values;
    const write = await writers(out, force);
    if (!json)
      console.log(
        `${wrapped('The flower: 400 points, a 2-4-1 network, 10,000 steps of gradient descent')}\n`,
      );
    const start = performance.now();
    const { draw: drawn, ...result } = await exercise(write);
    if (!json) {
      print(result);
      console.log('Drawing the decision boundaries:');
      for (const path of await drawn()) console.log(`  ${addressOf(path)}`);
      return;
    }
    const { name, isa } = backend();
    const { costs, trainingSeconds: _, ...rest } = result;
    printJson({
      backend: { name, isa },
      dtype: 'float64',
      costs: Object.fromEntries(costs),
      ...rest,
      pictures: await drawn(),
      seconds: (performance.now() - start) / 1000,
    });
  },
};
