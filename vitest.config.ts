import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { TestProjectInlineConfiguration, ViteUserConfig } from 'vitest/config';

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
    maxWorkers: availableParallelism(),
    coverage: { include: ['lib/**'] },
    projects: [
      suite('js', { DENSELY_BACKEND: 'js' }),
      ...nativeIsas().map((isa) =>
        suite(`native:${isa}`, { DENSELY_BACKEND: 'native', DENSELY_ISA: isa }),
      ),
      once,
    ],
  },
};

export default config;
