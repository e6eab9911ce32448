// The software bill of materials of what users install, as CycloneDX on standard output.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './setup.mjs';
import { root } from './tools.mjs';

const args = ['sbom', '--omit=dev', '--sbom-format=cyclonedx', '--sbom-type=library'];
const { code, output } = await npm([...args, '--loglevel=error']);
if (code !== 0) {
  process.stderr.write(output);
  process.exit(1);
}
const document = JSON.parse(output);
// npm names a package by its folder.
document.metadata.component.name = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
).name;
process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
