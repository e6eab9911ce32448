// The command line of `npm run bench:tables`.
import { parseArgs } from 'node:util';

export const usage = `npm run bench:tables -- [options]

  --suite A,B       dev, small, synthetic, report; default the first three, on which choices are made
  --tables A,B      single ones of them, as vehicle or "dna 100"
  --splits N        of 20, of ours and the linear model's
  --peer-splits N   of the other learners; default 5
  --learners A,B    linear, hgb, xgb, rf, mlp, epochs100, densely; default all
  --quick           the 12 smallest tables of dev, 3 splits: less than 10 minutes
  --cache FILE      what was measured, a line each; default build-tables/figures.ndjson
  --fresh           measures again what is there
  --no-install      installs nothing: what is not there is skipped
  --json            the figures of each split on standard output
  --readme          the tables of the README, in Markdown
  --svg FILE        where the picture of accuracy against time goes`;

const text = { type: 'string' };
const flag = { type: 'boolean', default: false };
const options = {
  suite: { type: 'string', default: 'dev,small,synthetic' },
  tables: text,
  learners: text,
  splits: text,
  'peer-splits': text,
  cache: text,
  svg: text,
  quick: flag,
  fresh: flag,
  'no-install': flag,
  json: flag,
  readme: flag,
  help: flag,
};

const words = (list) => list?.split(',').map((word) => word.trim());

function known(flag, list, names) {
  const unknown = (list ?? []).filter((word) => !names.includes(word));
  if (unknown.length === 0) return;
  throw new Error(`--${flag}: no ${unknown.join(', ')}; there are ${names.join(', ')}`);
}

function count(flag, given, most) {
  const number = Number(given);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new Error(`--${flag} ${given}: a whole number from 1 to ${most}`);
}

const QUICK = { tables: 12, splits: 3 };

/** Cases of the chosen suites; where tables are named, these. */
function chosenCases(values, suites) {
  const names = values.quick ? ['dev'] : words(values.suite);
  known('suite', names, Object.keys(suites));
  const cases = names.flatMap((suite) => suites[suite].map((each) => ({ ...each, suite })));
  const wanted = words(values.tables);
  const hidden = suites.report.map(({ name }) => name);
  const early = (wanted ?? []).find((name) => hidden.includes(name) && !names.includes('report'));
  if (early) throw new Error(`${early} is told once the choice stands: say --suite report`);
  const inSuites = cases.map(({ name }) => name);
  known('tables', wanted, inSuites);
  return wanted ? cases.filter(({ name }) => wanted.includes(name)) : cases;
}

/** What is to be measured, or throws what is wrong. */
export function readOptions(args, { suites, learners, splits: most, peerSplits }) {
  const { values } = parseArgs({ args, options });
  const chosen = words(values.learners) ?? learners;
  known('learners', chosen, learners);
  const splits = count('splits', values.splits ?? (values.quick ? QUICK.splits : most), most);
  const others = count('peer-splits', values['peer-splits'] ?? Math.min(peerSplits, splits), most);
  return {
    ...values,
    cases: chosenCases(values, suites),
    learners: learners.filter((name) => chosen.includes(name)),
    splits,
    peerSplits: Math.min(others, splits),
    most: values.quick ? QUICK.tables : Infinity,
    install: !values['no-install'],
  };
}
