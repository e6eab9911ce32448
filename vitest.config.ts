import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { TestProjectInlineConfiguration, ViteUserConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const root = fileURLToPath(new URL('.', import.meta.url));

/** The instruction sets that this CPU and the built addon have. */
function nativeIsas(): readonly string[] {
  try {
    const load = createRequire(import.meta.url)('node-gyp-build') as (folder: string) => {
      isas: readonly string[];
    };
    return load(root).isas;
  } catch {
    console.error('densely: no native addon, the suite runs on the JavaScript backend only');
    return [];
  }
}

/** The suite on one backend. Its files share their modules: loading them takes a quarter of the time else. */
function suite(name: string, env: Record<string, string>): TestProjectInlineConfiguration {
  const test = {
    name,
    isolate: false,
    include: ['test/**/*.test.ts'],
    exclude: ['test/once/**', 'test/ecosystem/**'],
    env,
  };
  return { extends: true, test };
}

/** What does not depend on the backend in use, or starts processes that choose their own. */
const once: TestProjectInlineConfiguration = {
  extends: true,
  test: { name: 'once', include: ['test/once/**/*.test.ts'] },
};

/** A new clone knows no times: what takes minutes begins first, so that nothing waits for it at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const long = ({ project }: TestSpecification): boolean =>
      /package|ecosystem/.test(project.name);
    return [...sorted.filter(long), ...sorted.filter((file) => !long(file))];
  }
}

/** The package as it is packed: a file whose tests are parts. */
function packed(name: string): TestProjectInlineConfiguration {
  return { extends: true, test: { name, include: [`test/${name}/*.test.mjs`] } };
}

const config: ViteUserConfig = {
  resolve: {
    alias: {
      '#files': fileURLToPath(new URL('lib/base/files.ts', import.meta.url)),
      '#native': fileURLToPath(new URL('lib/backend/native.ts', import.meta.url)),
    },
  },
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    slowTestThreshold: 10_000,
    sequence: { sequencer: LongestFirst },
    maxWorkers: availableParallelism(),
    maxConcurrency: availableParallelism(),
    coverage: { include: ['lib/**'] },
    projects: [
      suite('js', { DENSELY_BACKEND: 'js' }),
      ...nativeIsas().map((isa) =>
        suite(`native:${isa}`, { DENSELY_BACKEND: 'native', DENSELY_ISA: isa }),
      ),
      once,
      packed('package'),
      packed('ecosystem'),
    ],
  },
};

export default config;
