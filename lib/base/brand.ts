import { VERSION } from './version.js';

/** Classes whose objects are handed back to this package. */
const NAMES = ['Dataset', 'Matrix', 'Model', 'RandomState'] as const;

type Name = (typeof NAMES)[number];

/** One copy of this package among those in a process; every version of it can read this. */
interface Copy {
  readonly version: string;
}

const here: Copy = Object.freeze({ version: VERSION });

const keyOf = (name: Name): symbol => Symbol.for(`densely.${name}`);

/** Marks an object, or a class's prototype, for the other copies of this package, to whom `instanceof` says nothing. */
export function brand(name: Name, object: object): void {
  Object.defineProperty(object, keyOf(name), { value: here });
}

function copyOf(value: object, name: Name): Copy | undefined {
  const copy = (value as Record<symbol, Partial<Copy> | undefined>)[keyOf(name)];
  return typeof copy?.version === 'string' ? (copy as Copy) : undefined;
}

/** What a value is, where another copy of this package has made it: "a Dataset of densely 0.0.9, …". */
export function foreign(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const name of NAMES) {
    const copy = copyOf(value, name);
    if (copy === undefined || copy === here) continue;
    return copy.version === VERSION
      ? `a ${name} of another copy of densely ${VERSION}`
      : `a ${name} of densely ${copy.version}, this is ${VERSION}`;
  }
  return undefined;
}
