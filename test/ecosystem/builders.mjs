// The bundlers; each fails at the first warning.
import { imported } from './tools.mjs';

function expectNoWarnings(warnings) {
  if (warnings.length > 0) throw new Error(warnings.join('\n'));
}

export async function esbuild(options) {
  const { build } = await imported('esbuild', 'lib/main.js');
  const { warnings } = await build({ bundle: true, logLevel: 'silent', ...options });
  expectNoWarnings(warnings.map(({ text }) => text));
}

export async function vite(root, options) {
  const { build, createLogger } = await imported('vite', 'dist/node/index.js');
  const warnings = [];
  const warn = (text) => warnings.push(text);
  const customLogger = { ...createLogger('silent'), warn, warnOnce: warn };
  await build({ root, configFile: false, logLevel: 'silent', customLogger, ...options });
  expectNoWarnings(warnings);
}

export async function webpack(options) {
  const { default: start } = await imported('webpack', 'lib/index.js');
  const compiler = start({ mode: 'production', performance: false, ...options });
  const stats = await new Promise((resolve, reject) =>
    compiler.run((error, done) => (error ? reject(error) : resolve(done))),
  );
  const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
  expectNoWarnings([...errors, ...warnings].map(({ message }) => message));
}

/** Rolldown, which this repository has. */
/** Imported when it is needed: the runner of all tests is there before any package is. */
export async function tsdown(options) {
  const { build } = await import('tsdown');
  return build({ config: false, dts: false, logLevel: 'error', ...options });
}
