import { parseArgs } from 'node:util';

/** One command of the CLI. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly help: string;
  run(args: readonly string[]): Promise<void> | void;
}

/** Wrong use of the command line: exit code 2. */
export class UsageError extends Error {}

type Options = Record<string, { type: 'boolean' | 'string' }>;

type Values<O extends Options> = {
  [K in keyof O]?: O[K]['type'] extends 'boolean' ? boolean : string;
};

/** A command's options; anything else is wrong use. */
export function readArguments<O extends Options>(args: readonly string[], options: O): Values<O> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false }).values as Values<O>;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** The machine-readable answer: one document, alone on standard output. */
export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}
