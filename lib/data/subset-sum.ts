// Which groups together have as many examples as a part is to have.

/** Steps of the exact search; beyond them groups are taken as they come until few examples are left to find. */
const MOST_STEPS = 1 << 25;

/**
 * Groups whose sizes add up as nearly to `wanted` as whole groups allow, at least one of them: found among
 * all sums (Bellman 1957), the earlier groups of the list before the later ones. Of two sums that are equally
 * near the smaller.
 *
 * @param order the groups to choose from
 * @param most groups that may be taken, fewer than there are
 * @returns those that were chosen
 */
export function nearestGroups(
  order: readonly number[],
  sizes: ArrayLike<number>,
  wanted: number,
  most: number,
): Set<number> {
  const chosen = new Set<number>();
  let left = wanted;
  for (const [i, g] of order.entries()) {
    if ((order.length - i) * left <= MOST_STEPS || chosen.size === most) break;
    if (sizes[g]! > left) continue;
    chosen.add(g);
    left -= sizes[g]!;
  }
  const rest = order.filter((g) => !chosen.has(g));
  for (const g of nearestSum(rest, sizes, left, most - chosen.size, chosen.size > 0)) chosen.add(g);
  return chosen;
}

/** @param none whether no group at all is an answer too */
function nearestSum(
  order: readonly number[],
  sizes: ArrayLike<number>,
  wanted: number,
  most: number,
  none: boolean,
): number[] {
  const smallest = order.reduce((least, g) => Math.min(least, sizes[g]!), Infinity);
  if (most === 0) return [];
  const end = Math.max(2 * wanted, smallest);
  /** Of each sum the place of the group that reached it first, and how many groups it takes. */
  const last = new Int32Array(end + 1).fill(-1);
  const taken = new Int32Array(end + 1);
  for (let i = 0; i < order.length && last[wanted] === -1; i++) {
    const size = sizes[order[i]!]!;
    for (let sum = end; sum >= size; sum--) {
      const before = sum - size;
      const reached = before === 0 || last[before] !== -1;
      if (last[sum] !== -1 || !reached || taken[before]! >= most) continue;
      last[sum] = i;
      taken[sum] = taken[before]! + 1;
    }
  }
  return groupsOf(nearestReached(last, wanted, none), order, sizes, last);
}

function nearestReached(last: Int32Array, wanted: number, none: boolean): number {
  const reached = (sum: number): boolean => (sum === 0 ? none : sum > 0 && last[sum]! >= 0);
  let off = 0;
  while (!reached(wanted - off) && !reached(wanted + off)) off++;
  return reached(wanted - off) ? wanted - off : wanted + off;
}

function groupsOf(
  sum: number,
  order: readonly number[],
  sizes: ArrayLike<number>,
  last: Int32Array,
): number[] {
  const groups: number[] = [];
  for (let left = sum; left > 0;) {
    const g = order[last[left]!]!;
    groups.push(g);
    left -= sizes[g]!;
  }
  return groups;
}
