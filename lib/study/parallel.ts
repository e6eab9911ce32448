import { wholeNumber } from '../base/checks.js';
import type { Option } from '../base/option-table.js';
import { backend } from '../backend/select.js';

/** The option that says how many trainings go on side by side. */
export const parallelEntry: Option<number | undefined, number, object> = {
  read: (argument, value) => wholeNumber(argument, value, 1, 1024),
  preset: () => (backend().name === 'js' ? 1 : backend().cores),
  says: 'trainings side by side, default one per core',
  flag: { takes: 'N', form: 'number', group: 'comparison' },
};
