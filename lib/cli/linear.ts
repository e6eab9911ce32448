// What the commands of linear models have in common.
import { fittingTable } from '../base/table.js';
import type { Dataset, Model } from '../index.js';
import { printJson, readArguments, type Command, type Options } from './command.js';
import { underHeading } from './help.js';
import { metricsText } from './metrics.js';
import { checkOutput, forceHelp, forceOption } from './output.js';
import { DATA, dataHelp, dataOptions, filesAmong, loadData } from './sources.js';
import { tableWidth, wrapped } from './terminal.js';

const commandOptions = {
  ...dataOptions,
  ...forceOption,
  out: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** A command that fits a linear model to all rows. */
interface Linear {
  readonly name: string;
  readonly summary: string;
  /** The first lines of its help, below the usage. */
  readonly says: readonly string[];
  /** Flags of the model's own options, and their lines of help. */
  readonly flags: Options;
  readonly help: readonly string[];
  /** @param values what the flags say */
  readonly fit: (data: Dataset, values: object) => Promise<Model>;
}

export function linearCommand({ name, summary, says, flags, help, fit }: Linear): Command {
  const options = { ...commandOptions, ...flags };
  return {
    name,
    summary,
    options,
    help: [
      `densely ${name} DATA [--target NAME] [options]`,
      '',
      ...says,
      '',
      ...dataHelp,
      ...help,
      ...underHeading('The command', [
        '  --out FILE        keeps the model',
        forceHelp,
        '  --json            one JSON document on standard output',
      ]),
    ].join('\n'),
    async run(args) {
      const { values, operands } = readArguments<typeof commandOptions>(args, options, [DATA]);
      const { out, force } = values;
      if (out !== undefined) {
        const inputs = filesAmong(operands);
        await checkOutput({ path: out, option: '--out', kind: 'model', inputs, force });
      }
      const data = await loadData(operands[0]!, values);
      const model = await fit(data, values);
      if (out !== undefined) await model.save(out);
      const metrics = await model.evaluateAsync(data);
      const { warnings } = model.history;
      if (values.json) return printJson({ ...weightsOf(model), metrics, warnings, out });
      console.log(`${weightsText(model)}\n`);
      console.log(metricsText(`${metrics.size} rows`, metrics));
      if (warnings.length > 0) console.log();
      for (const warning of warnings) console.log(wrapped(`warning: ${warning}`));
      if (out !== undefined) console.log(`\nmodel: ${out}`);
    },
  };
}

/** Of one output a weight for each input and a bias; of several, those of each by its name. */
function weightsOf(model: Model): object {
  const { W1, b1 } = model.parameters;
  const names = outputNames(model);
  if (names.length === 1) {
    const weights = model.inputNames.map((name, i) => ({ name, weight: W1!.at(0, i) }));
    return { weights, bias: b1!.at(0, 0) };
  }
  const named = (of: (c: number) => number): object =>
    Object.fromEntries(names.map((name, c) => [name, of(c)]));
  const weights = model.inputNames.map((name, i) => ({
    name,
    weights: named((c) => W1!.at(c, i)),
  }));
  return { weights, biases: named((c) => b1!.at(c, 0)) };
}

function weightsText(model: Model): string {
  const { W1, b1 } = model.parameters;
  const names = outputNames(model);
  const line = (name: string, of: (c: number) => number): string[] => [
    name,
    ...names.map((_, c) => of(c).toPrecision(6)),
  ];
  const rows = [
    ['feature', ...(names.length > 1 ? names : ['weight'])],
    ...model.inputNames.map((name, i) => line(name, (c) => W1!.at(c, i))),
    line('bias', (c) => b1!.at(c, 0)),
  ];
  return fittingTable(rows, { left: [0], width: tableWidth(), least: names.toReversed() });
}

/** Two classes have one output. */
function outputNames({ classes, targets }: Model): readonly string[] {
  return classes && classes.length > 2 ? classes.map(String) : targets;
}
