// The packed package in the hands of its users: compilers, bundlers, test runners, package managers.
//   npm run test:ecosystem               all; installs the tools beside this file
//   npm run test:ecosystem -- jest pnpm  the parts with such names
// npm test runs the parts that need nothing but what is installed already.
import { testParts } from '../part-tests.mjs';
import { bundles } from './bundles.mjs';
import { deployments } from './deployments.mjs';
import { managers } from './managers.mjs';
import { frameworks } from './next.mjs';
import { prepare } from './package.mjs';
import { runtimes } from './runtimes.mjs';
import { toolsMissing } from './tools.mjs';
import { compilers } from './types.mjs';

const parts = [...compilers, ...runtimes, ...bundles, ...deployments, ...frameworks, ...managers];
const missing = process.env.DENSELY_PARTS === 'all' ? await toolsMissing() : undefined;
const lacking = missing && (({ quick, ...part }) => ({ ...part, quick, lacks: () => missing }));

testParts(
  'ecosystem',
  parts.map((part) => (lacking && !part.quick ? lacking(part) : part)),
  { prepare, sideBySide: true },
);
