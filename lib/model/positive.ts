// Of two classes the one that a model looks for.
import type { ClassOfTwo } from '../backend/metrics/told.js';
import { DenselyError, invalid, show } from '../base/errors.js';
import { noneOf, type ClassLabel } from '../data/targets.js';

/**
 * The number of the positive class; the second where nobody says which.
 * @throws `ERR_OPTION` for a label that none of them has, and where there are not two
 */
export function positiveClass(label: unknown, classes: readonly unknown[] | null): ClassOfTwo {
  if (label === undefined) return 1;
  if (classes?.length !== 2)
    throw invalid(
      'positive',
      label,
      `left out for ${classes ? `${classes.length} classes` : 'targets that are no classes'}: it is one of two classes`,
    );
  const place = classes.indexOf(label);
  if (place >= 0) return place as ClassOfTwo;
  throw new DenselyError(
    'ERR_OPTION',
    'positive',
    `positive is ${show(label)}, which is ${noneOf(classes as readonly ClassLabel[], label)}.`,
  );
}
