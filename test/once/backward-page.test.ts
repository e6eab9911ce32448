// The pages whose code is a program: it runs, and prints what the page says.
import { describe, expect, it } from 'vitest';
import { figures } from '../figures.js';
import { node } from './children.js';
import { blocks } from './pages.js';
import { read } from './repository.js';

/** Its code from top to bottom: fenced blocks, and the statements in the last column of tables. */
function program(page: string): string {
  const statement = /^\|.*`(const [^`]+;)` *\|$/gm;
  return blocks(page.replaceAll(statement, '```js\n$1\n```'), 'js').join('\n');
}

describe('docs/backward.md', () => {
  const page = read('docs/backward.md');
  const code = program(page);
  const run = (text: string): ReturnType<typeof node> => node(['--input-type=module', '-e', text]);

  it('has six formulas with a statement each', () => {
    const names = [...code.matchAll(/^const (d[ZWb][12]) =/gm)].map((match) => match[1]);
    expect(names).toEqual(['dZ2', 'dW2', 'db2', 'dZ1', 'dW1', 'db1']);
  });

  it('prints what it says', async () => {
    const { code: exit, stdout, stderr } = await run(code);
    expect([exit, stderr]).toEqual([0, '']);
    expect(stdout).toBe(blocks(page, 'text').join(''));
  });

  it('computes the gradients of NumPy', async () => {
    const last = 'Object.entries({ dW1, db1, dW2, db2 }).map(([key, D]) => [key, D.toArray()])';
    const { stdout } = await run(`${code}\nconsole.log(JSON.stringify(${last}));`);
    const byHand = JSON.parse(stdout.trim().split('\n').at(-1)!) as [string, number[][]][];
    const expected = figures.n_h4_seed3.gradients_iter0;
    expect(byHand).toHaveLength(Object.keys(expected).length);
    for (const [key, rows] of byHand) {
      for (const [r, row] of rows.entries())
        for (const [c, value] of row.entries())
          expect(value, `${key} ${r} ${c}`).toBeCloseTo(expected[key]![r]![c]!, 12);
    }
  });

  it('has the shapes that it says', async () => {
    const says = [...page.matchAll(/^\| \d .*\| \((\d), (\d+)\) +\|/gm)].map(([, r, c]) => [r, c]);
    const last = '[dZ2, dW2, db2, dZ1, dW1, db1].map(({ rows, cols }) => [`${rows}`, `${cols}`])';
    const { stdout } = await run(`${code}\nconsole.log(JSON.stringify(${last}));`);
    expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toEqual(says);
  });
});
