// Part of `npm version`: the section of the new version in CHANGELOG.md gets today's date.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './tools.mjs';

const path = join(root, 'CHANGELOG.md');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const open = `## ${version} - unreleased\n`;
const text = readFileSync(path, 'utf8');
if (!text.startsWith(`# Changelog\n\n${open}`)) {
  console.error(`CHANGELOG.md must begin with the section "${open.trim()}" to release ${version}.`);
  process.exit(1);
}
const date = new Date().toISOString().slice(0, 10);
writeFileSync(path, text.replace(open, `## ${version} - ${date}\n`));
