import { createRequire } from 'node:module';
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

function project(
  name: string,
  include: string,
  env: Record<string, string>,
): TestProjectInlineConfiguration {
  const exclude = include.startsWith('test/once/') ? [] : ['test/once/**'];
  return { extends: true, test: { name, include: [include], exclude, env } };
}

const suite = 'test/**/*.test.ts';

const config: ViteUserConfig = {
  resolve: {
    alias: { '#native': fileURLToPath(new URL('lib/backend/native.ts', import.meta.url)) },
  },
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    slowTestThreshold: 10_000,
    coverage: { include: ['lib/**'] },
    projects: [
      project('js', suite, { DENSELY_BACKEND: 'js' }),
      ...nativeIsas().map((isa) =>
        project(`native:${isa}`, suite, { DENSELY_BACKEND: 'native', DENSELY_ISA: isa }),
      ),
      project('once', 'test/once/**/*.test.ts', {}),
    ],
  },
};

export default config;
