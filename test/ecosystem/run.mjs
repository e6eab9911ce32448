// The packed package in the hands of its users: compilers, bundlers, test runners, package managers.
//   npm run test:ecosystem               all; installs the tools beside this file
//   npm run test:ecosystem -- jest pnpm  the parts with such names
// npm test runs the parts that need nothing but what is installed already.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runPart, tally } from '../../scripts/parts.mjs';
import { setupOrExit } from '../../scripts/setup.mjs';
import { inParallel, isMain, jobs } from '../../scripts/tools.mjs';
import { bundles } from './bundles.mjs';
import { deployments } from './deployments.mjs';
import { managers } from './managers.mjs';
import { frameworks } from './next.mjs';
import { prepare } from './package.mjs';
import { runtimes } from './runtimes.mjs';
import { toolsMissing } from './tools.mjs';
import { compilers } from './types.mjs';

const parts = [...compilers, ...runtimes, ...bundles, ...deployments, ...frameworks, ...managers];

/** Tells `report` about each part. `wanted` chooses. */
export async function testEcosystem(report, wanted) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'densely-ecosystem-')));
  try {
    const user = await prepare(folder);
    await inParallel(parts.filter(wanted), jobs, async (part) =>
      report(await runPart('ecosystem', part, user)),
    );
  } catch (error) {
    const text = `${error.message}\necosystem: the tarball could not be installed`;
    report({ passed: 0, failed: 1, skipped: 0, text });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The parts that need no tools but the repository's own. */
export const isQuick = ({ quick = false }) => quick;

async function main(names) {
  await setupOrExit();
  const missing = await toolsMissing();
  const { report, end } = tally();
  const named = ({ name }) => names.length === 0 || names.some((part) => name.includes(part));
  await testEcosystem(report, (part) => named(part) && (part.quick || !missing));
  const left = missing ? parts.filter((part) => named(part) && !part.quick) : [];
  for (const { name } of left)
    report({ passed: 0, failed: 0, skipped: 1, text: `ecosystem: ${name}: skipped, ${missing}` });
  end();
}

if (isMain(import.meta.url)) await main(process.argv.slice(2));
