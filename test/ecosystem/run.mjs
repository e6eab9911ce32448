// The packed package in the hands of its users: compilers, bundlers, test runners, package managers.
//   npm run test:ecosystem               all; installs the tools beside this file
//   npm run test:ecosystem -- jest pnpm  the parts with such names
// npm test runs the parts that need nothing but what is installed already.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setupOrExit } from '../../scripts/setup.mjs';
import { inParallel, isMain, jobs } from '../../scripts/tools.mjs';
import { bundles } from './bundles.mjs';
import { managers } from './managers.mjs';
import { prepare } from './package.mjs';
import { runtimes } from './runtimes.mjs';
import { toolsMissing } from './tools.mjs';
import { compilers } from './types.mjs';

const parts = [...compilers, ...runtimes, ...bundles, ...managers];

/** Runs one part; it fails by throwing, and may say what it has measured. */
async function runPart({ name, lacks, run }, user) {
  const title = `ecosystem: ${name}`;
  const missing = await lacks?.(user);
  if (missing) return { passed: 0, failed: 0, skipped: 1, text: `${title}: skipped, ${missing}` };
  try {
    const says = await run(user);
    const text = `${title}: passed${says ? `, ${says}` : ''}`;
    return { passed: 1, failed: 0, skipped: 0, text };
  } catch (error) {
    return { passed: 0, failed: 1, skipped: 0, text: `${error.message}\n${title}: failed` };
  }
}

/** Tells `report` about each part. `wanted` chooses. */
export async function testEcosystem(report, wanted) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'densely-ecosystem-')));
  try {
    const user = await prepare(folder);
    await inParallel(parts.filter(wanted), jobs, async (part) => report(await runPart(part, user)));
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
  const total = { passed: 0, failed: 0, skipped: 0 };
  const named = ({ name }) => names.length === 0 || names.some((part) => name.includes(part));
  await testEcosystem(
    ({ text, ...counts }) => {
      for (const key of Object.keys(total)) total[key] += counts[key];
      console.log(text);
    },
    (part) => named(part) && (part.quick || !missing),
  );
  if (missing) {
    const left = parts.filter((part) => named(part) && !part.quick);
    for (const { name } of left) console.log(`ecosystem: ${name}: skipped, ${missing}`);
    total.skipped += left.length;
  }
  if (total.skipped > 0) console.log(`${total.skipped} skipped`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}

if (isMain(import.meta.url)) await main(process.argv.slice(2));
