// The software bill of materials of what users get, as CycloneDX on standard output: what they install.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, root } from './tools.mjs';

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
const kept = reachable(document, Object.keys(dependencies));
const { component } = document.metadata;
// npm names a package by its folder.
component.name = name;
document.components = document.components.filter((of) => kept.has(of['bom-ref']));
document.dependencies = document.dependencies
  .filter(({ ref }) => kept.has(ref) || ref === component['bom-ref'])
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((of) => kept.has(of)) }));
process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
