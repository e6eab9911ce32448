// Every test there is; the last line is the sum over all runners.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { check, checkNames } from './checks.mjs';
import { isQuick, testEcosystem } from '../test/ecosystem/run.mjs';
import { testPackageQuickly } from '../test/package/run.mjs';
import { testCore } from './core.mjs';
import { tally } from './parts.mjs';
import { setupOrExit, setupSeparateCmake } from './setup.mjs';
import { packageCommand, root, runNode } from './tools.mjs';

const { report, end } = tally();

async function checkSources() {
  for (const name of checkNames) report(await check(name));
}

async function buildSeparateCmake() {
  try {
    await setupSeparateCmake();
  } catch (error) {
    report({ passed: 0, failed: 1, skipped: 0, text: `build:cmake: ${error.message}` });
  }
}

const document = join(root, 'build-logs', 'vitest.json');

async function runVitest() {
  rmSync(document, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${document}`];
  const { code } = await runNode(packageCommand('vitest'), ['run', ...reporters], { show: true });
  report(countVitest(code));
}

/** A file that does not load, or an error outside of every test, fails too. */
function countVitest(code) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } =
    readDocument();
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = numFailedTests + broken;
  return {
    passed: numPassedTests,
    failed: code === 0 ? failed : Math.max(1, failed),
    skipped: numPendingTests + numTodoTests,
  };
}

function readDocument() {
  try {
    return JSON.parse(readFileSync(document, 'utf8'));
  } catch {
    return {
      numPassedTests: 0,
      numFailedTests: 0,
      numPendingTests: 0,
      numTodoTests: 0,
      testResults: [],
    };
  }
}

await setupOrExit();
await checkSources();
await buildSeparateCmake();
await runVitest();
await testPackageQuickly(report);
await testEcosystem(report, isQuick);
await testCore(report);
end();
