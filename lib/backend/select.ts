import { coreCount, loadBinding } from '#native';
import { nothingMore, oneOf } from '../base/checks.js';
import { DenselyError, show } from '../base/errors.js';
import { VERSION } from '../base/version.js';
import { MAX_THREADS } from './abi.js';
import type { Backend, BackendName, Isa } from './backend.js';
import type { LoadedBinding } from './binding.js';
import { jsBackend } from './js/backend.js';
import { nativeBackend } from './native-backend.js';

/**
 * What does the arithmetic, and why.
 *
 * @example
 * import { backend, type BackendInfo } from 'densely';
 *
 * const line = ({ name, isa, threads }: BackendInfo) => `${name} ${isa}, ${threads} threads`;
 * console.log(line(backend()));
 */
export interface BackendInfo {
  /** What does the arithmetic. */
  readonly name: BackendName;
  /** Instruction set in use; `js` for the JavaScript backend. */
  readonly isa: Isa;
  /** Instruction sets that this CPU and binary have, best first. */
  readonly isas: readonly Isa[];
  /** Cores that this process may use: the smaller of its affinity and its container's CPU limit. */
  readonly cores: number;
  /** Threads of a training without the option `threads`: `DENSELY_THREADS`, or one core is left free. */
  readonly threads: number;
  /** The binary in use. */
  readonly path: string | null;
  /** Why this backend: what was asked for, or why the native one did not load. */
  readonly reason: string;
}

interface Selected {
  readonly backend: Backend;
  readonly info: BackendInfo;
}

const NATIVE_ISAS = ['scalar', 'avx2', 'avx512', 'neon'] as const;

let selected: Selected | undefined;

/** The backend in use, chosen at first use from the environment. */
export function currentBackend(): Backend {
  return (selected ??= select()).backend;
}

/**
 * Which backend and instruction set are used, and why.
 * @throws `ERR_BACKEND` when `DENSELY_BACKEND`, `DENSELY_ISA`, `DENSELY_THREADS` or `DENSELY_JS_EXACT`
 * has an unknown value or asks for what is not there.
 *
 * @example
 * import { backend } from 'densely';
 *
 * const { name, reason } = backend();
 * console.log(name === 'js' || reason.length > 0); // true
 */
export function backend(): BackendInfo {
  nothingMore('backend()', arguments, 0);
  return (selected ??= select()).info;
}

function environment(name: string): string | undefined {
  const value = typeof process === 'undefined' ? undefined : process.env[name];
  return value === '' ? undefined : value;
}

function choice<T extends string>(name: string, names: readonly T[]): T | undefined {
  const value = environment(name);
  if (value === undefined) return undefined;
  try {
    return oneOf(name, value, names);
  } catch (error) {
    throw new DenselyError('ERR_BACKEND', name, (error as Error).message);
  }
}

function select(): Selected {
  const threads = threadsWanted();
  const name = choice('DENSELY_BACKEND', ['auto', 'native', 'js']) ?? 'auto';
  const isa = choice('DENSELY_ISA', NATIVE_ISAS);
  const exact = choice('DENSELY_JS_EXACT', ['0', '1']) === '1';
  if (name === 'js') {
    if (isa !== undefined)
      throw unmet('DENSELY_ISA', isa, 'DENSELY_BACKEND=js has no instruction set');
    return js(exact, 'DENSELY_BACKEND=js');
  }
  const binary = environment('DENSELY_BINARY');
  let loaded;
  try {
    loaded = load(binary);
  } catch (cause) {
    const native = name === 'native' ? name : undefined;
    return fallBack(
      exact,
      { DENSELY_BINARY: binary, DENSELY_BACKEND: native, DENSELY_ISA: isa },
      cause,
    );
  }
  const asked = binary === undefined ? undefined : `DENSELY_BINARY=${binary}`;
  const why = name === 'native' ? 'DENSELY_BACKEND=native' : 'the native binary loads';
  return native(loaded, isa, threads, asked ?? why);
}

/** The addon, if it is of this very version: one that is left of another has other arguments. */
function load(binary: string | undefined): LoadedBinding {
  const loaded = loadBinding(binary);
  const { version } = loaded.binding;
  if (version === VERSION) return loaded;
  throw new Error(
    `${loaded.path} is of version ${version}, the package of version ${VERSION}: install the package again, or run densely build`,
  );
}

/** JavaScript instead of the addon, unless a variable asks for what there is not. */
function fallBack(
  exact: boolean,
  asked: Readonly<Record<string, string | undefined>>,
  cause: unknown,
): Selected {
  const reason = whyNot(cause);
  for (const [variable, value] of Object.entries(asked))
    if (value !== undefined) throw unmet(variable, value, reason, cause);
  warn(
    'DENSELY_NO_NATIVE',
    `the native backend is not available, the JavaScript one is used (slower): ${reason}`,
  );
  return js(exact, reason);
}

function native(
  { binding, path }: LoadedBinding,
  forced: Isa | undefined,
  wanted: number | undefined,
  why: string,
): Selected {
  const isas = binding.isas as readonly Isa[];
  if (forced !== undefined && !isas.includes(forced)) {
    throw unmet('DENSELY_ISA', forced, `this CPU and binary have ${isas.join(', ')}`);
  }
  const isa = forced ?? isas[0]!;
  const failed = binding.supported.filter((name) => !binding.isas.includes(name));
  if (failed.length > 0) {
    warn(
      'DENSELY_SELF_TEST',
      `the self-test of ${failed.join(', ')} gives other bits: ${isa} is used`,
    );
  }
  const { cores } = binding;
  const threads = wanted ?? Math.max(1, cores - 1);
  const reason =
    forced === undefined
      ? `${why}; ${isa} is the best of ${isas.join(', ')}`
      : `DENSELY_ISA=${forced}`;
  return {
    backend: nativeBackend(binding, isa, threads),
    info: { name: 'native', isa, isas, cores, threads, path, reason },
  };
}

function js(exact: boolean, reason: string): Selected {
  return {
    backend: jsBackend(exact),
    info: {
      name: 'js',
      isa: 'js',
      isas: ['js'],
      cores: coreCount(),
      threads: 1,
      path: null,
      reason,
    },
  };
}

function unmet(variable: string, value: string, reason: string, cause?: unknown): DenselyError {
  const message = `${variable}=${value} cannot be met: ${reason}. Unset ${variable}, or mend that.`;
  return new DenselyError('ERR_BACKEND', variable, message, { cause });
}

function threadsWanted(): number | undefined {
  const value = environment('DENSELY_THREADS');
  if (value === undefined) return undefined;
  if (/^[1-9]\d{0,3}$/.test(value) && Number(value) <= MAX_THREADS) return Number(value);
  throw new DenselyError(
    'ERR_BACKEND',
    'DENSELY_THREADS',
    `DENSELY_THREADS must be a whole number from 1 to ${MAX_THREADS}, not ${show(value)}.`,
  );
}

function whyNot(cause: unknown): string {
  const line = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0]!;
  // Node's permissions: the message has no name.
  const { resource } = Object(cause) as { resource?: unknown };
  if (typeof resource === 'string' && resource !== '') return `${line} (${resource})`;
  return line.startsWith('No native build') ? `${line}; densely build makes one` : line;
}

function warn(code: string, message: string): void {
  const detail =
    'DENSELY_BACKEND=js silences this, DENSELY_BACKEND=native makes a missing binary an error.';
  if (typeof process === 'undefined' || !process.emitWarning) return;
  process.emitWarning(message, { type: 'DenselyWarning', code, detail });
}
