interface Permuting {
  permutation(n: number): Uint32Array;
}
interface Targets {
  readonly codes: ArrayLike<number>;
  readonly classes: number;
}
export const SPLITS: number;
export function quotas(counts: readonly number[], total: number): number[];
export function splitRows(
  targets: Targets,
  random: Permuting,
  few?: number,
): [fit: number[], test: number[]];
