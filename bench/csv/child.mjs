// Reads a file some times in a process of its own; prints CPU nanoseconds each, and the peak of memory.
//   node bench/csv/child.mjs ENTRY FILE TIMES [OPTIONS]
//   node bench/csv/child.mjs turns ENTRY FILE     prints the longest turn, CPU milliseconds
import { setTimeout as pause } from 'node:timers/promises';

const cpu = (since) => {
  const { user, system } = process.cpuUsage(since);
  return 1000 * (user + system);
};

async function times(entry, file, count, options) {
  const { Table } = await import(entry);
  const spent = [];
  for (let i = 0; i < count; i++) {
    const before = process.cpuUsage();
    await Table.csv(file, options);
    spent.push(cpu(before));
    // What is left of the table before would be counted with the next.
    globalThis.gc?.();
    await pause(50);
  }
  return { spent, peak: process.resourceUsage().maxRSS * 1024 };
}

/** Processor time between two turns of the loop: other programs have no part in it. */
async function longestTurn(entry, file) {
  const { Table } = await import(entry);
  let longest = 0;
  let last = process.cpuUsage();
  const look = () => {
    longest = Math.max(longest, cpu(last));
    last = process.cpuUsage();
    next = setImmediate(look);
  };
  let next = setImmediate(look);
  await Table.csv(file);
  clearImmediate(next);
  return longest / 1e6;
}

const [first, ...rest] = process.argv.slice(2);
if (first === 'turns') console.log(JSON.stringify(await longestTurn(...rest)));
else {
  const [file, count, options = '{}'] = rest;
  console.log(JSON.stringify(await times(first, file, Number(count), JSON.parse(options))));
}
