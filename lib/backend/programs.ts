import type { Program } from './backend.js';
import { currentBackend } from './select.js';
import type { NetworkSpec } from '../network/spec.js';

/** Programs kept for the next call: a loop over the verbs, or over looks, compiles its network once. */
const MOST_KEPT = 8;

const kept = new Map<string, Program>();

/** The compiled network of a spec. It holds workspace only, so calls may share it; a training has its own. */
export function programOf(spec: NetworkSpec): Program {
  const key = JSON.stringify(spec);
  const program = kept.get(key) ?? currentBackend().program(spec);
  kept.delete(key);
  kept.set(key, program);
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
  return program;
}
