// What figures of the same splits say of two learners, and how several learners rank.

/** Below so much no difference matters. */
const NEGLIGIBLE = 0.005;
/** Beyond so many standard errors a difference is there. */
const ERRORS = 2;

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of the mean; 0 of a single value, which tells nothing of it. */
function standardError(values) {
  if (values.length < 2) return 0;
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

/**
 * The mean of ln(own ÷ other) over the splits, two paired standard errors, and what they say: `lost` above the larger
 * of 0.5 % and these two errors, `better` below minus these, else `equal`.
 */
export function compared(own, other) {
  const ratios = own.map((loss, i) => Math.log(loss / other[i]));
  const [ratio, errors] = [mean(ratios), ERRORS * standardError(ratios)];
  const bound = Math.max(NEGLIGIBLE, errors);
  const verdict = ratio > bound ? 'lost' : ratio < -errors ? 'better' : 'equal';
  return { ratio, errors, bound, verdict };
}

/** The place of each loss among all, from 1 on; equal ones share the mean of their places. */
export function ranks(losses) {
  return losses.map((loss) => {
    const smaller = losses.filter((other) => other < loss).length;
    const equal = losses.filter((other) => other === loss).length;
    return smaller + (equal + 1) / 2;
  });
}
