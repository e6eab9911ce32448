// Every test there is; the last line is the sum over all runners.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { check, checkNames } from './checks.mjs';
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

/** A file that does not load, or an error outside of every test, fails too. What was skipped is named once. */
function countVitest(code) {
  const { testResults } = readDocument();
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const count = (wanted) => tests.filter(({ status }) => status === wanted).length;
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = count('failed') + broken;
  const left = tests.filter(({ status }) => status !== 'passed' && status !== 'failed');
  const names = new Set(left.map(({ fullName }) => `skipped: ${fullName}`));
  return {
    passed: count('passed'),
    failed: code === 0 ? failed : Math.max(1, failed),
    skipped: left.length,
    text: [...names].join('\n'),
  };
}

function readDocument() {
  try {
    return JSON.parse(readFileSync(document, 'utf8'));
  } catch {
    return { testResults: [] };
  }
}

/** Compilers and single programs, which leave the machine half idle by themselves. */
async function testTheRest() {
  await checkSources();
  await testCore(report);
}

await setupOrExit();
await buildSeparateCmake();
// Beside each other: no test looks at how busy the machine is.
await Promise.all([runVitest(), testTheRest()]);
end();
