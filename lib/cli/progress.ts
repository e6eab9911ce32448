import { stderr } from 'node:process';

const WIDTH = 24;

/** A line on standard error that is written over as the work goes on; nothing outside a terminal. */
export function progressLine(label: string): {
  show(share: number, text: string): void;
  clear(): void;
} {
  if (!stderr.isTTY) return { show() {}, clear() {} };
  return {
    show(share, text) {
      const full = Math.round(share * WIDTH);
      const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full);
      stderr.write(`\r\x1b[2K${label} ${bar} ${Math.round(share * 100)} %  ${text}`);
    },
    clear() {
      stderr.write('\r\x1b[2K');
    },
  };
}
