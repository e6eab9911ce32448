import { stderr } from 'node:process';

const WIDTH = 24;
/** A shorter one says nothing. */
const LEAST_BAR = 4;

/** Of a plain line. */
const PLAIN_WIDTH = 80;

/** Plain lines where nobody looks at a terminal, so that a log stays short. */
const LINES = 10;

/**
 * How far a piece of work is, on standard error: in a terminal one line that is written over,
 * elsewhere, when `plain` is asked for, a line for each tenth.
 */
export function progressLine(
  label: string,
  { plain = false }: { readonly plain?: boolean } = {},
): { show(share: number, text: string): void; clear(): void } {
  if (!stderr.isTTY) return plain ? plainLines(label) : { show() {}, clear() {} };
  return {
    show(share, text) {
      stderr.write(`\r\x1b[2K${progressText(label, share, text, (stderr.columns || 80) - 1)}`);
    },
    clear() {
      stderr.write('\r\x1b[2K');
    },
  };
}

/**
 * A line of at most `width` columns. What has no room is left out whole, so that no number is cut: first the
 * bar, then what lies between the first and the last of `text`'s parts, which commas separate.
 */
export function progressText(label: string, share: number, text: string, width: number): string {
  const said = `${percent(share)} %`;
  const rest = fitting(`${label} ${said}  `, text, width);
  const length = `${label} ${said}  ${rest}`.length;
  if (length > width) return `${label} ${said}`.length <= width ? `${label} ${said}` : said;
  const room = Math.min(WIDTH, width - length - 1);
  const full = Math.round(share * room);
  const bar = room < LEAST_BAR ? '' : `${'█'.repeat(full)}${'░'.repeat(room - full)} `;
  return `${label} ${bar}${said}  ${rest}`;
}

/** As many of the parts of `text` as have room behind a beginning. */
function fitting(beginning: string, text: string, width: number): string {
  const parts = text.split(', ');
  const length = (): number => `${beginning}${parts.join(', ')}`.length;
  while (parts.length > 1 && length() > width) parts.splice(parts.length > 2 ? -2 : -1, 1);
  return parts.join(', ');
}

/** Work that reports on its way and can be ended early. */
interface Reporting<T, R> extends Promise<T>, AsyncIterable<R> {
  stop(): void;
}

/**
 * Shows each report of a piece of work as it goes on. A signal to end it (see {@link endings}) ends the
 * work early, with what there is.
 * @param show the share that is done, and what else there is to say; null: nothing is shown
 * @param keep is done with the result before a signal can end the process
 */
export async function followed<T, R>(
  label: string,
  work: Reporting<T, R>,
  show: ((report: R) => readonly [share: number, text: string]) | null,
  keep?: (result: T) => Promise<void>,
): Promise<T> {
  const over = firstSignal(() => work.stop());
  const line = progressLine(label, { plain: true });
  try {
    for await (const report of work) if (show) line.show(...show(report));
    const result = await work;
    await keep?.(result);
    return result;
  } finally {
    line.clear();
    over();
  }
}

/** Ctrl-C; what `kill`, `docker stop`, systemd and schedulers send; what a terminal sends that is closed. */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The first signal to end calls `stop`, a second one ends the process at once; but a terminal that is
 * closed may send several, of which none is the second.
 * @returns leaves all signals to the process again
 */
function firstSignal(stop: () => void): () => void {
  const leave = (...signals: NodeJS.Signals[]): void => {
    for (const signal of signals) process.removeListener(signal, heard);
  };
  const heard = (): void => {
    leave('SIGINT', 'SIGTERM');
    stop();
  };
  for (const signal of endings) process.on(signal, heard);
  return () => leave(...endings);
}

/** For the help of commands that end early by {@link followed}. */
export function endingHelp(what: string, keeps: string): readonly string[] {
  return [
    `Ctrl-C, SIGTERM or SIGHUP ends the ${what} early and ${keeps};`,
    'the exit code is 0 then. A second one ends the command at once.',
  ];
}

function plainLines(label: string): ReturnType<typeof progressLine> {
  let shown = 0;
  return {
    show(share, text) {
      if (Math.floor(share * LINES) <= shown) return;
      shown = Math.floor(share * LINES);
      const beginning = `${label} ${percent(share).toString().padStart(3)} %  `;
      stderr.write(`${beginning}${fitting(beginning, text, PLAIN_WIDTH)}\n`);
    },
    clear() {},
  };
}

function percent(share: number): number {
  return Math.round(share * 100);
}

/** A duration in whole seconds, minutes or hours: `42 s`, `3 min 05 s`, `2 h 10 min`. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  const two = (n: number): string => n.toString().padStart(2, '0');
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${two(s % 60)} s`;
  return `${Math.floor(s / 3600)} h ${two(Math.floor((s % 3600) / 60))} min`;
}
