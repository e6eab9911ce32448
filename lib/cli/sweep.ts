import {
  sweep as compare,
  type Dataset,
  type RandomSearch,
  type SearchGrid,
  type SearchTrial,
  type SweepResult,
  type SweepRow,
} from '../index.js';
import { scoreText } from '../base/printed.js';
import { checkWhole } from './columns.js';
import { printJson, readArguments, UsageError, type Command } from './command.js';
import { underHeading } from './help.js';
import { EXERCISE_SWEEP, exerciseHelp, exerciseOption } from './exercise.js';
import { checkOutput, forceHelp, forceOption } from './output.js';
import { pictureFile, type Picture } from './picture.js';
import { endingHelp, followed } from './progress.js';
import { foldsSaid, gridSaid, searchHelp, searchOptions } from './search-flags.js';
import { DATA, dataHelp, dataOptions, filesAmong, loadData } from './sources.js';
import { addressOf, tableWidth, wrapped } from './terminal.js';
import { forData, sweepLine } from './train-options.js';

const options = {
  ...dataOptions,
  ...sweepLine.flags,
  ...searchOptions,
  ...exerciseOption,
  plot: { type: 'string' },
  out: { type: 'string' },
  ...forceOption,
  json: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof readArguments<typeof options>>['values'];

function rowsOf({ rows, best }: SweepResult): { rows: readonly SweepRow[]; best: number } {
  return { rows, best: rows.findIndex((row) => row === best) };
}

/** Checks first that there is something to draw; then draws the runs of the first seed. */
async function panels(
  write: (svg: string) => Promise<Picture>,
  data: Dataset,
): Promise<(result: SweepResult) => Promise<Picture>> {
  if (data.classes === null || data.features.length < 2)
    throw new UsageError('--plot needs classes and at least two features');
  checkWhole(data, '--plot');
  const { sweepPanels } = await import('../plot/index.js');
  return ({ runs, rows }) => {
    const first = runs.filter((run) => run.seed === runs[0]!.seed);
    const look = { width: 960, pca: data.features.length > 2 };
    return write(sweepPanels({ runs: first, rows }, data, look));
  };
}

export const sweep: Command = {
  name: 'sweep',
  summary: 'compare hidden sizes, or search over any options',
  options,
  help: [
    'densely sweep DATA [--target NAME] --hidden 1,5,20,64-32 [options]',
    'densely sweep DATA [--target NAME] --grid KEY=V,V … [options]',
    'densely sweep DATA [--target NAME] --space KEY=F..T … --trials N [options]',
    '',
    'Trains each network once per seed on a part of the rows, judges by the rest.',
    ...endingHelp('sweep', 'judges what there is'),
    '',
    ...dataHelp,
    ...searchHelp,
    ...sweepLine.help,
    ...underHeading('The command', [
      '  --plot FILE       the decision boundary of each network, .svg or .png; of more',
      '                    than two features over their first two principal components;',
      '                    a picture of densely that is there is replaced',
      '  --out FILE        of a search: the best, trained on all rows; a model of',
      '                    densely that is there is replaced',
      forceHelp,
      '  --json            one JSON document on standard output',
      ...exerciseHelp,
    ]),
  ].join('\n'),
  async run(args) {
    const { values, operands } = readArguments(args, options, [DATA]);
    const grid = gridSaid(values);
    await (grid ? searched(grid, values, operands) : compared(values, operands));
  },
};

/** Trials of a search. */
async function searched(
  grid: SearchGrid | RandomSearch,
  values: Values,
  operands: readonly string[],
): Promise<void> {
  const isSaid = (['hidden', 'plot', 'exercise'] as const).find(
    (name) => values[name] !== undefined,
  );
  if (isSaid !== undefined)
    throw new UsageError(`--${isSaid} is for a comparison of hidden sizes, not for a search`);
  const { hidden: _, baseline: __, holdout: share, ...said } = sweepLine.said(values);
  const holdout = foldsSaid(values) ?? share;
  if (values.folds !== undefined && share !== undefined)
    throw new UsageError('--folds and --holdout cannot be had together');
  const { out, force } = values;
  const place = { option: '--out', inputs: filesAmong(operands), force } as const;
  if (out !== undefined) await checkOutput({ ...place, kind: 'model', path: out });
  const data = await loadData(operands[0]!, values);
  const work = compare(data, { ...forData(said, data), grid, holdout });
  const total = countOf(grid);
  const result = await followed('sweep', work, ({ trial, score, seconds }: SearchTrial) => [
    (trial + 1) / total,
    `trial ${trial}, ${scoreText(score.mean)}, ${seconds.toFixed(2)} s`,
  ]);
  if (out !== undefined) await (await result.refit()).save(out);
  const { rows, best, warnings } = result;
  if (values.json) return printJson({ rows, best, warnings, out });
  console.log(result.toString(tableWidth()));
  if (out !== undefined) console.log(`model: ${addressOf(out)}`);
}

function countOf(grid: SearchGrid | RandomSearch): number {
  if ('space' in grid) return (grid as RandomSearch).trials ?? 20;
  return Object.values(grid as SearchGrid).reduce((count, list) => count * list!.length, 1);
}

/** Hidden sizes. */
async function compared(values: Values, operands: readonly string[]): Promise<void> {
  for (const name of ['folds', 'out'] as const)
    if (values[name] !== undefined) throw new UsageError(`--${name} is for --grid and --space`);
  const asked = { ...(values.exercise && EXERCISE_SWEEP), ...sweepLine.said(values) };
  const { hidden, seeds = sweepLine.preset('seeds'), ...given } = asked;
  if (hidden === undefined)
    throw new UsageError(
      '--hidden 1,5,20 says which sizes to compare, --grid KEY=V,V or --space KEY=F..T what to search over',
    );
  const { plot: path, force } = values;
  const place = { option: '--plot', inputs: filesAmong(operands), force } as const;
  const write = path === undefined ? undefined : await pictureFile({ ...place, path });
  const data = await loadData(operands[0]!, values);
  const draw = write && (await panels(write, data));
  const sweeping = compare(data, { ...forData(given, data), hidden, seeds });
  const total = (hidden.length + (given.baseline === false ? 0 : 1)) * seeds.length;
  let done = 0;
  const result = await followed('sweep', sweeping, (run) => {
    const size = run.hidden.length === 0 ? 'none' : run.hidden.join('-');
    return [++done / total, `hidden ${size}, seed ${run.seed}: ${run.seconds.toFixed(2)} s`];
  });
  if (values.json) return printJson({ ...rowsOf(result), picture: await draw?.(result) });
  const [table, ...sentences] = result.toString(tableWidth()).split('\n\n');
  console.log([table, ...sentences.map((text) => wrapped(text))].join('\n\n'));
  if (draw === undefined) return;
  console.log('\ndrawing the boundaries …');
  const picture = await draw(result);
  console.log(`picture: ${addressOf(picture.out)}`);
}
