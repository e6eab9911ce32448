// Which rows are learnt from and which are held out, by NumPy's RandomState(seed).permutation alone.

/** Seeds 0 … 19. */
export const SPLITS = 20;
/** One of so many rows is held out. */
const PART = 5;

/**
 * How many of each class are taken where `total` of all are: in proportion by largest remainders, the first of equals;
 * at least one of each that there is.
 * @param counts of the examples of each class
 */
export function quotas(counts, total) {
  const size = counts.reduce((sum, count) => sum + count, 0);
  const share = (count) => Math.max(1, Math.floor((total * count) / size));
  const taken = counts.map((count) => Math.min(count, share(count)));
  const left = total - taken.reduce((sum, count) => sum + count, 0);
  const remainder = (c) => (total * counts[c] < size ? -1 : (total * counts[c]) % size);
  const order = counts.map((_, c) => c).sort((a, b) => remainder(b) - remainder(a) || a - b);
  for (const c of order.slice(0, Math.max(0, left))) taken[c]++;
  return taken;
}

/** The first of each class in this order, `total` of all, and the others. */
function parted(order, { codes, classes }, total) {
  const counts = Array.from({ length: classes }, () => 0);
  for (const j of order) counts[codes[j]]++;
  const left = quotas(counts, total);
  const [taken, others] = [[], []];
  for (const j of order) (left[codes[j]]-- > 0 ? taken : others).push(j);
  return [taken, others];
}

/**
 * The numbers of the rows that are learnt from and of those held out: a fifth of each class, of values a fifth.
 * @param targets `codes`: the number of each example's class, of values 0; `classes`: how many there are
 * @param random a RandomState of the split's seed
 * @param few so many are learnt from, in proportion to the classes, where not all are
 */
export function splitRows(targets, random, few) {
  const order = Array.from(random.permutation(targets.codes.length));
  const [test, others] = parted(order, targets, Math.round(order.length / PART));
  return [few === undefined ? others : parted(others, targets, few)[0], test];
}
