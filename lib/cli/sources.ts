// Where the examples of a command come from: a CSV file, or a generated set by its name.
import { existsSync } from 'node:fs';
import { Dataset, datasets, type Task } from '../index.js';
import { choice, numberOf, UsageError, type readArguments } from './command.js';
import { calledHere } from './wording.js';
import { csvSaid, reading, STDIN, targetOf, truthOptions, weightsHelp } from './csv.js';
import { csvHelp } from './csv-options.js';

type Text = { readonly type: 'string' };

const tableOptions: typeof truthOptions & Readonly<Record<'task' | 'features' | 'groups', Text>> = {
  ...truthOptions,
  task: { type: 'string' },
  features: { type: 'string' },
  groups: { type: 'string' },
};

const setOptions: Readonly<Record<'size' | 'noise' | 'data-seed', Text>> = {
  size: { type: 'string' },
  noise: { type: 'string' },
  'data-seed': { type: 'string' },
};

export const dataOptions: typeof tableOptions & typeof setOptions = {
  ...tableOptions,
  ...setOptions,
};

type SetName = keyof typeof datasets;

const setNames = Object.keys(datasets) as SetName[];

/** The operands that stand for files. */
export function filesAmong(operands: readonly string[]): string[] {
  return operands.filter(
    (operand) => operand !== STDIN && !(setNames as string[]).includes(operand),
  );
}

/** What a command calls its operand. */
export const DATA = 'DATA';

export const sourceHelp: readonly string[] = [
  'DATA is a CSV file, - for standard input, or the name of a generated set:',
  `  ${setNames.join(', ')}`,
];

export const setHelp: string =
  '  --size N, --noise S, --data-seed N   of a generated set, instead of its own';

/** Columns of other purposes. */
export const besideHelp: readonly string[] = [
  weightsHelp,
  '  --groups NAME     column of what belongs together and stays so; no feature',
];

const FEATURES = ['  --features A,B    columns to learn from, default all others'];

export const dataHelp: readonly string[] = [
  ...sourceHelp,
  '',
  '  --target NAME     column to predict; again for several (values, labels)',
  '  --task T          classification or regression, for numbers other than 0, 1;',
  '                    multilabel, for several columns of 0 and 1',
  ...FEATURES,
  ...besideHelp,
  ...csvHelp,
  setHelp,
];

/** Of commands that take a model or train one, from {@link sourceHelp} on. */
export function modelHelp(features: readonly string[] = FEATURES): readonly string[] {
  return [
    "  --target NAME     column to predict, default the model's",
    '  --task T          classification or regression, for numbers other than 0, 1',
    ...features,
    ...besideHelp,
    ...csvHelp,
    setHelp,
  ];
}

export type DataValues = ReturnType<typeof readArguments<typeof dataOptions>>['values'];

/** The examples that an operand and its options stand for. */
export async function loadData(source: string, values: DataValues): Promise<Dataset> {
  return namedSet(source, values) ?? table(source, values);
}

/**
 * The generated set of a name; undefined for what is a file.
 * @throws where it is neither
 */
export function namedSet(source: string, values: DataValues): Dataset | undefined {
  const known = (setNames as string[]).includes(source);
  if (source === STDIN || (!known && (/[./\\]/.test(source) || existsSync(source))))
    return undefined;
  return generated(choice('what is no file', source, setNames), values);
}

function generated(name: SetName, values: DataValues): Dataset {
  refuse(
    tableOptions,
    values,
    `is for CSV files; ${name} is a generated set (./${name} is a file)`,
  );
  const [size, noise] = [numberOf('size', values.size), numberOf('noise', values.noise)];
  const seed = numberOf('data-seed', values['data-seed']);
  try {
    return datasets[name]({ size, noise, seed }) as Dataset;
  } catch (error) {
    throw calledHere(error, 'seed', 'data-seed');
  }
}

async function table(path: string, values: DataValues): Promise<Dataset> {
  refuse(setOptions, values, `is for generated sets (${setNames.join(', ')}), not for a CSV file`);
  const target = targetOf(values);
  if (target === undefined) throw new UsageError('--target NAME says which column to predict');
  const { task, features, weights, groups } = values;
  const options = {
    target,
    ...(task === undefined ? {} : { task: task as Task }),
    ...(features === undefined ? {} : { features: features.split(',') }),
    ...(weights === undefined ? {} : { weights }),
    ...(groups === undefined ? {} : { groups }),
    ...csvSaid(values),
  };
  return reading(path, (source) => Dataset.csv(source, options));
}

function refuse(options: object, values: object, why: string): void {
  const given = Object.keys(options).find((name) => name in values);
  if (given !== undefined) throw new UsageError(`--${given} ${why}`);
}
