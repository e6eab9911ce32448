import { sweep as compare, type Dataset, type SweepResult, type SweepRow } from '../index.js';
import { checkWhole } from './columns.js';
import { printJson, readArguments, UsageError, type Command } from './command.js';
import { underHeading } from './help.js';
import { EXERCISE_SWEEP, exerciseHelp, exerciseOption } from './exercise.js';
import { forceHelp, forceOption } from './output.js';
import { pictureFile, type Picture } from './picture.js';
import { endingHelp, followed } from './progress.js';
import { DATA, dataHelp, dataOptions, filesAmong, loadData } from './sources.js';
import { addressOf, tableWidth, wrapped } from './terminal.js';
import { forData, sweepLine } from './train-options.js';

const options = {
  ...dataOptions,
  ...sweepLine.flags,
  ...exerciseOption,
  plot: { type: 'string' },
  ...forceOption,
  json: { type: 'boolean' },
} as const;

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
  summary: 'compare hidden sizes',
  options,
  help: [
    'densely sweep DATA [--target NAME] --hidden 1,5,20,64-32 [options]',
    '',
    'Trains each network once per seed on a part of the rows, judges by the rest.',
    ...endingHelp('sweep', 'judges what there is'),
    '',
    ...dataHelp,
    ...sweepLine.help,
    ...underHeading('The command', [
      '  --plot FILE       the decision boundary of each network, .svg or .png; of more',
      '                    than two features over their first two principal components;',
      '                    a picture of densely that is there is replaced',
      forceHelp,
      '  --json            one JSON document on standard output',
      ...exerciseHelp,
    ]),
  ].join('\n'),
  async run(args) {
    const { values, operands } = readArguments(args, options, [DATA]);
    const asked = { ...(values.exercise && EXERCISE_SWEEP), ...sweepLine.said(values) };
    const { hidden, seeds = sweepLine.preset('seeds'), ...given } = asked;
    if (hidden === undefined) throw new UsageError('--hidden 1,5,20 says which sizes to compare');
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
  },
};
