// What stands beside the code in a release: the changelog, the bill of materials, the pages that README names.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { node, root } from './children.js';
import { filesBelow, read } from './repository.js';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly repository: { readonly url: string };
  readonly homepage: string;
  readonly bugs: string;
}

const { name, version, dependencies, repository, homepage, bugs } = JSON.parse(
  read('package.json'),
) as Manifest;

// https://common-changelog.org, and one section that has no date yet.
describe('CHANGELOG.md', () => {
  const [head, ...sections] = read('CHANGELOG.md').split(/^## /m);
  const titles = sections.map((section) => section.split('\n', 1)[0]!);

  it('has sections with versions and dates, the newest first, of which that of this version is one', () => {
    expect(head).toBe('# Changelog\n\n');
    const form = /^(\d+\.\d+\.\d+) - (\d{4}-\d{2}-\d{2}|unreleased)$/;
    expect(titles.filter((title) => !form.test(title))).toEqual([]);
    const versions = titles.map((title) => form.exec(title)![1]!);
    expect(versions).toContain(version);
    const newestFirst = versions.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    expect(versions).toEqual(newestFirst);
    expect(titles.slice(1).join('\n')).not.toContain('unreleased');
  });

  it('has the groups of Common Changelog, in their order', () => {
    const order = ['Changed', 'Added', 'Removed', 'Fixed'];
    for (const section of sections) {
      const groups = [...section.matchAll(/^### (.+)$/gm)].map((match) => match[1]!);
      expect(groups).toEqual(order.filter((group) => groups.includes(group)));
    }
  });

  it('has changes that begin with a verb: "Add", "Fix", "Support"', () => {
    const changes = sections.flatMap((section) => section.match(/^- .*$/gm) ?? []);
    expect(changes.length).toBeGreaterThan(10);
    const form = /^- (\*\*(Breaking|Bits):\*\* )?[A-Z][a-z]+ /;
    expect(changes.filter((change) => !form.test(change))).toEqual([]);
  });
});

describe('npm run sbom', () => {
  it('lists what users install, and nothing that only developers have', async () => {
    const { stdout, code } = await node(['scripts/sbom.mjs']);
    expect(code).toBe(0);
    const { bomFormat, metadata, components } = JSON.parse(stdout) as {
      bomFormat: string;
      metadata: { component: { name: string; version: string } };
      components: { name: string; version: string; hashes: unknown[] }[];
    };
    expect([bomFormat, metadata.component.name, metadata.component.version]).toEqual([
      'CycloneDX',
      name,
      version,
    ]);
    const listed = Object.fromEntries(components.map((of) => [of.name, of.version]));
    expect(listed).toMatchObject(dependencies);
    expect(Object.keys(listed).filter((of) => !(of in dependencies))).toEqual([]);
    expect(components.filter(({ hashes }) => hashes.length === 0)).toEqual([]);
  });
});

describe.each([
  'README.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  'examples/README.md',
  ...filesBelow('docs', /\.md$/),
])('%s', (page) => {
  it('names files that are there', () => {
    // Code may look like a link.
    const prose = read(page).replaceAll(/^```[^]*?^```$|`[^`\n]*`/gm, '');
    const links = [...prose.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1]!);
    expect(links.filter((link) => !existsSync(join(root, page, '..', link)))).toEqual([]);
  });
});

// npm shows README alone, without the repository's other files.
describe('README.md', () => {
  const addresses = [...read('README.md').matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1]!);
  const own = `${repository.url.replace(/^git\+|\.git$/g, '')}/blob/HEAD/`;

  it('has addresses only, of which those of this repository are files that are there', () => {
    expect(addresses.filter((address) => !address.startsWith('https://'))).toEqual([]);
    const files = addresses.filter((of) => of.startsWith(own)).map((of) => of.slice(own.length));
    expect(files.length).toBeGreaterThan(8);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it.each([
    'SECURITY.md',
    'CHANGELOG.md',
    'docs/versioning.md',
    'docs/deploy.md',
    'CONTRIBUTING.md',
  ])('names %s', (page) => {
    expect(addresses).toContain(own + page);
  });
});

describe('the manifest', () => {
  it('names one repository, where its page and its bugs are: provenance asks for that', () => {
    const page = repository.url.replace(/^git\+|\.git$/g, '');
    expect(repository.url).toMatch(/^git\+https:\/\/github\.com\/[\w-]+\/[\w-]+\.git$/);
    expect([homepage, bugs]).toEqual([`${page}#readme`, `${page}/issues`]);
  });
});

describe('docs/deploy.md', () => {
  it('names every variable that README or a command names', () => {
    const variables = (text: string): string[] => [...new Set(text.match(/DENSELY_[A-Z]+\b/g))];
    const told = variables(read('docs/deploy.md'));
    const named = variables(read('README.md') + read('lib/cli/info.ts'));
    expect(named.filter((name) => name !== 'DENSELY_JS' && !told.includes(name))).toEqual([]);
  });
});

describe('docs/release.md', () => {
  it('has a row for each binary', () => {
    const rows = read('docs/release.md').match(/^\| (?:linux|darwin|win32)-\w+ .*$/gm) ?? [];
    expect(rows).toHaveLength(8);
    const systems = read('.github/workflows/package.yml').match(/(?<=os: )[a-z]+-[\w.-]+/g)!;
    const page = read('docs/release.md');
    expect(systems.filter((system) => !page.includes(system))).toEqual([]);
  });
});
