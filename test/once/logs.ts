// What the tests of logs share.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { DenselyError } from '../../lib/index.js';
import type { Log, LogRun, Reported } from '../../lib/log/index.js';

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'densely-log-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}

export const run = (resumedAt: number = 0): LogRun => ({
  id: 'a1',
  options: {},
  steps: 1000,
  resumedAt,
});

/** A whole training, or what was interrupted of it where it is `cut`. */
export async function logged(
  log: Required<Log>,
  reports: readonly Reported[],
  { resumedAt = 0, cut = false }: { resumedAt?: number; cut?: boolean } = {},
): Promise<void> {
  await log.begin(run(resumedAt));
  for (const report of reports) await log.report(report);
  if (!cut) await log.end({ ended: 'epochs' });
}

export async function errorOf(work: () => unknown): Promise<DenselyError> {
  try {
    await work();
  } catch (error) {
    return error as DenselyError;
  }
  throw new Error('nothing was refused');
}

/** A report each 10 steps, the first after so many. */
export const reports: readonly Reported[] = Array.from({ length: 8 }, (_, i) => ({
  epoch: i,
  step: 10 * (i + 1),
  cost: 1 / (i + 3),
  validation: { cost: 1 / (i + 2), rocAuc: i / 8 },
  rate: 1e-3 / (i + 1),
  best: { epoch: i, value: 1 / (i + 2) },
  seconds: i / 10,
  secondsLeft: 0.7 - i / 10,
  examplesPerSecond: 12345.678,
}));
