// The software bill of materials of what users get, as CycloneDX on standard output: what they install,
// and what is copied into dist/.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, root } from './tools.mjs';

/** tsdown.config.ts copies their code. */
const COPIED = ['csv-parse'];

const { name, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

async function wholeDocument() {
  const args = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=library', '--loglevel=error'];
  const { code, output } = await npm(args);
  if (code === 0) return JSON.parse(output);
  process.stderr.write(output);
  process.exit(1);
}

/** References of the components of these names and of all that they depend on. */
function reachable({ components, dependencies: edges }, names) {
  const next = new Map(edges.map(({ ref, dependsOn }) => [ref, dependsOn]));
  const queue = components.filter((of) => names.includes(of.name)).map((of) => of['bom-ref']);
  const found = new Set();
  for (const ref of queue) {
    if (found.has(ref)) continue;
    found.add(ref);
    queue.push(...next.get(ref));
  }
  return found;
}

const document = await wholeDocument();
const roots = [...Object.keys(dependencies), ...COPIED];
const kept = reachable(document, roots);
const { component } = document.metadata;
// npm names a package by its folder.
component.name = name;
document.components = document.components
  .filter((of) => kept.has(of['bom-ref']))
  .map(({ properties, ...of }) => ({
    ...of,
    // To npm a package whose code is copied is one of the developers'.
    properties: properties?.filter((p) => p.name !== 'cdx:npm:package:development'),
  }));
document.dependencies = document.dependencies
  .filter(({ ref }) => kept.has(ref) || ref === component['bom-ref'])
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((of) => kept.has(of)) }));
process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
