interface Line {
  readonly loss: number;
  readonly auc: number | null;
  readonly cpu: number;
  /** Of the machine, when it was timed. */
  readonly load?: number;
}
type Lines = Readonly<Record<string, readonly Line[]>>;

interface Case {
  readonly name: string;
  readonly suite: string;
  readonly isLarge?: boolean;
  readonly lines: Lines;
}

export interface Decision extends Omit<Case, 'lines'> {
  readonly splits: number;
  readonly linear: number;
  readonly densely: number;
  readonly ratio: number;
  readonly errors: number;
  readonly bound: number;
  readonly verdict: 'lost' | 'equal' | 'better';
  readonly cpu?: { readonly densely: number; readonly epochs100: number; readonly ratio: number };
}

interface Goal {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: number;
}

export function decision(measured: Case): Decision | undefined;
export function means(
  measured: Case,
  learners: readonly string[],
  key: 'loss' | 'auc' | 'cpu',
): (number | null)[];
export function meanRanks(cases: readonly (readonly number[])[]): number[];
export function accuracyAndTime(
  results: readonly Case[],
  learners: readonly string[],
): { learner: string; seconds: number; ratio: number }[];
export function goals(decisions: readonly Decision[], isWhole: boolean): Goal[];
export function timedWhileBusy(
  results: readonly Case[],
  cores: number,
): { busy: number; of: number };
