export function mean(values: readonly number[]): number;
export function compared(
  own: readonly number[],
  other: readonly number[],
): { ratio: number; errors: number; bound: number; verdict: 'lost' | 'equal' | 'better' };
export function ranks(losses: readonly number[]): number[];
