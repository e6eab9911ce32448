// The exercise's checklist: everything that it names or implies, in 47 rows.
import { activationRows } from './rows/activations.ts';
import { dataRows } from './rows/data.ts';
import { learningRows } from './rows/learning.ts';
import { networkRows } from './rows/network.ts';
import { startRows } from './rows/starts.ts';
import { tuningRows } from './rows/tuning.ts';
import { verbRows } from './rows/verbs.ts';
import type { Question } from './table.ts';

export const questions: readonly Question[] = [
  ...networkRows,
  ...activationRows,
  ...learningRows,
  ...startRows,
  ...dataRows,
  ...verbRows,
  ...tuningRows,
];
