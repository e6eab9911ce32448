// Real tables of R's packages as files of build-tables/: which there are, what each needs, and how it is read.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { which } from './toolchain.mjs';
import { root, run } from './tools.mjs';

export const folder = join(root, 'build-tables');
const script = join(root, 'scripts', 'tables.R');
/** Where Debian's package weka has its examples, unless told. */
const weka = process.env.WEKA_EXAMPLES ?? '/usr/share/doc/weka/examples';

/** The name, the R package, its dataset, the target's column, and one that only numbers the examples. */
export const tables = [
  ['vehicle', 'mlbench', 'Vehicle', 'Class'],
  ['hmda', 'AER', 'HMDA', 'deny'],
  ['attrition', 'modeldata', 'attrition', 'Attrition'],
  ['credit_data', 'modeldata', 'credit_data', 'Status'],
  ['hpc', 'modeldata', 'hpc_data', 'class'],
  ['spam', 'kernlab', 'spam', 'type'],
  ['satellite', 'mlbench', 'Satellite', 'classes'],
  ['healthins', 'AER', 'HealthInsurance', 'health'],
  ['dna', 'mlbench', 'DNA', 'Class'],
  ['shuttle', 'mlbench', 'Shuttle', 'Class'],
  ['concrete', 'modeldata', 'concrete', 'compressive_strength'],
  ['ames', 'modeldata', 'ames', 'Sale_Price'],
  ['cps1988', 'AER', 'CPS1988', 'wage'],
  ['churn', 'modeldata', 'mlc_churn', 'churn'],
  ['coil2000', 'kernlab', 'ticdata', 'CARAVAN'],
  ['credit-g', 'foreign', join(weka, 'credit-g.arff'), 'class'],
  ['diabetes', 'mlbench', 'PimaIndiansDiabetes', 'diabetes'],
  ['cells', 'modeldata', 'cells', 'class'],
  ['telco', 'modeldata', 'wa_churn', 'churn'],
  ['lending', 'modeldata', 'lending_club', 'Class'],
  ['letter', 'mlbench', 'LetterRecognition', 'lettr'],
  ['income', 'kernlab', 'income', 'INCOME'],
  ['diamonds', 'ggplot2', 'diamonds', 'price'],
  ['nmes', 'AER', 'NMES1988', 'visits'],
  ['check_times', 'modeldata', 'check_times', 'check_time'],
].map(of);

/** Those of few rows. */
export const smallTables = [
  ['sonar', 'mlbench', 'Sonar', 'Class'],
  ['glass', 'mlbench', 'Glass', 'Type'],
  ['ionosphere', 'mlbench', 'Ionosphere', 'Class'],
  ['housevotes', 'mlbench', 'HouseVotes84', 'Class'],
  ['breastcancer', 'mlbench', 'BreastCancer', 'Class', 'Id'],
].map(of);

function of([name, source, dataset, target, id]) {
  return { name, source, dataset, target, skip: id ? { [id]: 'skip' } : {} };
}

const debianPackage = (source) => `r-cran-${source.toLowerCase()}`;

/** What a table needs that this machine lacks: a package of Debian. */
async function lacking() {
  if (!which('Rscript')) return () => 'r-base-core';
  const { output } = await run('Rscript', ['-e', 'cat(rownames(installed.packages()))']);
  const installed = new Set(output.split(/\s+/));
  return ({ source, dataset }) => {
    if (!installed.has(source)) return debianPackage(source);
    return source === 'foreign' && !existsSync(dataset) ? 'weka' : undefined;
  };
}

/** Debian's packages that the tables need, those that are there too. */
export function packagesOf(list) {
  const packages = list.map(({ source }) => debianPackage(source));
  const more = list.some(({ source }) => source === 'foreign') ? ['weka'] : [];
  return [...new Set(['r-base-core', ...packages, ...more])];
}

/** Writes the tables into the folder; answers why others are not there, by name. */
export async function exported(list) {
  if (list.length === 0) return new Map();
  const lacks = await lacking();
  const skipped = new Map(list.map((table) => [table.name, lacks(table)]).filter(([, why]) => why));
  const there = list.filter(({ name }) => !skipped.has(name));
  if (there.length === 0) return skipped;
  mkdirSync(folder, { recursive: true });
  const words = there.flatMap(({ name, source, dataset }) => [name, source, dataset]);
  const { code, output } = await run('Rscript', ['--vanilla', script, folder, ...words]);
  if (code !== 0) throw new Error(`${script} failed:\n${output}`);
  return skipped;
}

export const fileOf = (name) => join(folder, `${name}.csv`);
const knownFile = (name) => join(folder, `${name}.json`);

/** Whether the table is in the folder; what R knows of it is written last. */
export const isExported = ({ name }) => existsSync(knownFile(name));

/** What R knows of a table: `{ rows, columns }`. */
export const knownOf = (name) => JSON.parse(readFileSync(knownFile(name), 'utf8'));

/** Reads an exported table as it is; a question is answered. */
export async function readTable({ name, target, skip }) {
  const { Dataset } = await import('densely');
  const file = fileOf(name);
  try {
    return { data: await Dataset.csv(file, { target, columns: skip }) };
  } catch (error) {
    if (error.code !== 'ERR_OPTION') throw error;
    const { columns, ...options } = answer(error.message, target, knownOf(name).columns);
    const answers = { target, ...options, columns: { ...skip, ...columns } };
    return { data: await Dataset.csv(file, answers), question: error.message };
  }
}

/** One of the options that the message names: for the task what R knows, else that the columns hold words. */
function answer(message, target, columns) {
  const isWords = columns.some(({ name, levels }) => name === target && levels);
  const task = isWords ? 'classification' : 'regression';
  if (message.includes(`task: '${task}'`)) return { task };
  const asked = columns.filter(({ name }) => message.includes(`column ${JSON.stringify(name)}`));
  return { columns: Object.fromEntries(asked.map(({ name }) => [name, 'category'])) };
}
