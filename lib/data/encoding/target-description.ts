// The scaling of a regression's targets as plain data for a file, and back.
import { invalid } from '../../base/errors.js';
import { joined, type EncodingTensors } from './describe.js';
import { boolean, fields, readQuantiles } from './parse.js';
import { StoredNumbers } from './stored-numbers.js';
import { targetScales, type TargetEncoding, type TargetScale } from './target.js';

export interface TargetDescription {
  readonly scale: TargetScale;
  readonly clamp: boolean;
  /** How many different quantiles each target has; left out where the scale is another. */
  readonly quantiles?: readonly number[];
}

const CODE = 'ERR_MODEL_FILE';

/** The names of the lists, all of which are float64; a target has a lowest and a highest number where clamped. */
export const targetTensors: readonly string[] = [
  'targets.offset',
  'targets.divisor',
  'targets.range',
  'targets.quantiles',
  'targets.ranks',
];

/** @param targets all of one scale, one at least */
export function describeTargets(targets: readonly TargetEncoding[]): {
  readonly description: TargetDescription;
  readonly tensors: EncodingTensors;
} {
  const { scale, clamp } = targets[0]!;
  const tables = targets.flatMap(({ quantiles }) => quantiles ?? []);
  const lists = [
    Float64Array.from(targets, ({ offset }) => offset),
    Float64Array.from(targets, ({ divisor }) => divisor),
    Float64Array.from(targets.flatMap((target) => target.clamp ?? [])),
    joined(tables.map(({ values }) => values)),
    joined(tables.map(({ last }) => last)),
  ];
  const quantiles = tables.map(({ values }) => values.length);
  const named = lists.map((list, i) => [targetTensors[i]!, list] as const);
  return {
    description: { scale, clamp: clamp !== null, ...(scale === 'quantile' && { quantiles }) },
    tensors: new Map(named.filter(([, list]) => list.length > 0)),
  };
}

/**
 * Undoes {@link describeTargets}; all is checked.
 * @param count how many targets there are
 * @throws `ERR_MODEL_FILE`
 */
export function parseTargets(
  description: unknown,
  tensors: EncodingTensors,
  count: number,
): readonly TargetEncoding[] {
  const scale = scaleOf(description);
  const table = scale === 'quantile' ? ['quantiles'] : [];
  const said = fields('targets', description, ['scale', 'clamp', ...table]);
  const counts = scale === 'quantile' ? countsOf(said['quantiles'], count) : [];
  const isClamped = boolean('targets.clamp', said['clamp']);
  const lists = targetTensors.map((name) => new StoredNumbers(name, tensors));
  const [offset, divisor, range, quantiles, ranks] = lists as [
    StoredNumbers,
    StoredNumbers,
    StoredNumbers,
    StoredNumbers,
    StoredNumbers,
  ];
  const targets = Array.from({ length: count }, (_, c): TargetEncoding => {
    return {
      scale,
      quantiles:
        scale === 'quantile'
          ? readQuantiles(`targets.quantiles[${c}]`, counts[c], quantiles, ranks)
          : null,
      offset: offset.take(1, 'a finite number', Number.isFinite)[0]!,
      divisor: divisor.take(1, 'a finite number above 0', isDivisor)[0]!,
      clamp: isClamped ? readRange(range) : null,
    };
  });
  for (const list of lists) list.end();
  return targets;
}

function isDivisor(value: number): boolean {
  return value > 0 && Number.isFinite(value);
}

function scaleOf(description: unknown): TargetScale {
  const { scale } = (description ?? {}) as Record<string, unknown>;
  const known = targetScales.find((name) => name === scale);
  if (known !== undefined) return known;
  throw invalid('targets.scale', scale, `one of ${targetScales.join(', ')}`, CODE);
}

function countsOf(value: unknown, count: number): readonly unknown[] {
  if (Array.isArray(value) && value.length === count) return value as unknown[];
  throw invalid('targets.quantiles', value, `a list of ${count} numbers`, CODE);
}

function readRange(range: StoredNumbers): readonly [number, number] {
  const isNext = (value: number, before: number): boolean =>
    Number.isFinite(value) && value >= before;
  const [low, high] = range.take(2, 'a finite number, not below the one before it', isNext);
  return [low!, high!];
}
