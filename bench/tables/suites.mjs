// Which tables decide, and which are only told.
import { smallTables, tables } from '../../scripts/r-tables.mjs';

/** Everything is chosen on these alone. */
const DEV =
  'vehicle hmda attrition credit_data hpc spam satellite healthins dna shuttle concrete ames cps1988';
/** Printed once the choice stands, whatever they say. */
const REPORT =
  'churn coil2000 credit-g diabetes cells telco lending letter income diamonds nmes check_times';
/** Of which few rows are learnt from. */
const FEW = 'attrition hmda credit_data healthins hpc spam vehicle dna satellite';
/** The mean of these is judged. */
const LARGE = new Set(FEW.split(' '));
/** Some learners make next to no error there, whose logarithm would outweigh all others in a mean. */
const NEARLY_PERFECT = 'shuttle';

const byName = new Map([...tables, ...smallTables].map((table) => [table.name, table]));

const named = (names) => names.split(' ').map((name) => byName.get(name));

const whole = (table) => ({
  name: table.name,
  table,
  isLarge: LARGE.has(table.name),
  isNearlyPerfect: table.name === NEARLY_PERFECT,
});

/** `{ name, table }`, or `{ name, synthetic }`; `few` where not all rows of the four fifths are learnt from. */
export const suites = {
  dev: [...named(DEV), ...smallTables].map(whole),
  report: named(REPORT).map(whole),
  small: named(FEW).flatMap((table) =>
    [100, 400].map((few) => ({ name: `${table.name} ${few}`, table, few })),
  ),
  synthetic: ['logistic', 'noise'].flatMap((kind) =>
    [300, 1500, 6000].map((rows) => ({ name: `${kind} ${rows}`, synthetic: { kind, rows } })),
  ),
};
