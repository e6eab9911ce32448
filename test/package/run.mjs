// The tarball as users install and run it: installs, versions of Node, processors, damaged binaries.
//   npm run test:package              all; fetches other versions of Node and npm from npm
//   npm run test:package -- npm 26    the parts with such names
// npm test runs the parts that need nothing but this Node and the dependencies from npm.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from '../../scripts/pack.mjs';
import { runPart, tally } from '../../scripts/parts.mjs';
import { platform } from '../../scripts/prebuild.mjs';
import { setupOrExit } from '../../scripts/setup.mjs';
import { isMain } from '../../scripts/tools.mjs';
import { binaries } from './binary.mjs';
import { builds } from './build.mjs';
import { damages } from './damage.mjs';
import { installs } from './installs.mjs';
import { makeUser } from './user.mjs';
import { processors } from './processors.mjs';

const parts = [...binaries, ...installs, ...damages, ...processors, ...builds];

/** Tells `report` about each part that is wanted. `targets`: of the binaries in the tarball. */
export async function testPackage(report, wanted, targets) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'densely-package-')));
  try {
    const packed = await pack(targets);
    for (const line of packed.skipped)
      report({ passed: 0, failed: 0, skipped: 1, text: `package: ${line}` });
    const user = await makeUser(folder, packed);
    for (const part of parts.filter(wanted)) report(await runPart('package', part, user));
  } catch (error) {
    const text = `${error.message}\npackage: there is no tarball to test`;
    report({ passed: 0, failed: 1, skipped: 0, text });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What belongs in npm test. */
export function testPackageQuickly(report) {
  return testPackage(report, ({ quick = false }) => quick, [platform]);
}

async function main(names) {
  await setupOrExit();
  const { report, end } = tally();
  const named = ({ name }) => names.length === 0 || names.some((part) => name.includes(part));
  await testPackage(report, named);
  end();
}

if (isMain(import.meta.url)) await main(process.argv.slice(2));
