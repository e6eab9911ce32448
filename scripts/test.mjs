// Every test there is; the last line is the sum over all runners.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { check, checkNames } from './checks.mjs';
import { isQuick, testEcosystem } from '../test/ecosystem/run.mjs';
import { testPackageQuickly } from '../test/package/run.mjs';
import { testCore } from './core.mjs';
import { setupOrExit, setupSeparateCmake } from './setup.mjs';
import { packageCommand, root, runNode } from './tools.mjs';

const total = { passed: 0, failed: 0, skipped: 0 };

function report({ text, ...counts }) {
  for (const key of Object.keys(total)) total[key] += counts[key];
  if (text) console.log(text);
}

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

const { passed, failed, skipped } = total;
if (skipped > 0) console.log(`${skipped} skipped`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
