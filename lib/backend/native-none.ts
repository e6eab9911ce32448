import type { LoadedBinding } from './binding.js';

/** In place of native.ts where there is no Node. */
export function loadBinding(_named?: string): LoadedBinding {
  throw new Error('this platform has no Node-API');
}

export function coreCount(): number {
  const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
  return navigator?.hardwareConcurrency ?? 1;
}
