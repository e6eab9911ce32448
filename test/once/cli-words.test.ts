// What the commands say of their own options and names: as they are written on a command line.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasDist, node, root } from './children.js';

const folder = mkdtempSync(join(tmpdir(), 'densely-words-'));
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(() => {
  writeFileSync(join(folder, 'words.csv'), 'a,b,y\n1,u,0\n2,v,1\n');
  writeFileSync(join(folder, 'counts.csv'), 'a,y\n1,10\n2,20\n3,30\n');
  writeFileSync(join(folder, 'mixed.csv'), 'a,y\n1,10\n2,x\n');
  writeFileSync(join(folder, 'years.csv'), '2001,2002\n1,0\n2,1\n');
});

const rows: [words: string, said: string][] = [
  [
    'plto',
    'unknown command plto; did you mean plot? There are demo, describe, train, resume, evaluate',
  ],
  ['zzz', 'unknown command zzz; there are demo, describe, train, resume, evaluate'],
  [
    'train moons --epoch 5',
    'train has no option --epoch; did you mean --epochs? See densely train --help.',
  ],
  ['train moons --momentum 5', 'train has no option --momentum. See densely train --help.'],
  ['train moons -x', 'train has no option -x. See densely train --help.'],
  ['info --jsn', 'info has no option --jsn; did you mean --json? See densely info --help.'],
  [
    'plot boundary moons --widht 500',
    'plot has no option --widht; did you mean --width? See densely plot --help.',
  ],
  [
    'plot bundary moons',
    'importance, weights, units, gradients), not bundary; did you mean boundary?',
  ],
  ['train moons --hidden 0', '--hidden must be a whole number from 1 to 16777216, not 0.'],
  ['train moons --batch-size 0', "--batch-size must be 'all' or a whole number from 1 to 160"],
  ['train moons --activation rely', '--activation must be one of "identity", "sigmoid"'],
  ['train moons --test 2', '--test must be a share above 0 and below 1, not 2.'],
  [
    'train moons --data-seed -1',
    '--data-seed must be a whole number from 0 to 4294967295, not -1.',
  ],
  ['train moons --seed -1', '--seed must be a whole number from 0 to 4294967295, not -1.'],
  ['plot activations --zoom 0 --out z.png', '--zoom must be a finite number above 0, not 0.'],
  [
    'logistic moons --C 0',
    '--C must be a number above 0, or Infinity for no regularization, not 0',
  ],
  ['ridge counts.csv --target y --task regression --alpha -1', '--alpha must be a finite number'],
  ['train words.csv --target b --task regression', 'is a classification: leave --task out.'],
  ['train counts.csv --target y', 'Say --task classification or --task regression.'],
  ['train mixed.csv --target y', 'Say --task classification if all of them are class names'],
  ['train years.csv --target 2002', 'say --no-header if it is one, or --header if it names'],
  ['train years.csv --target 1 --header --no-header', '--header and --no-header exclude'],
  ['train words.csv --target y --features aa', 'There is no column "aa"; the nearest is "a".'],
];

const none = '--hidden must be whole numbers in digits, such as 64, not';
const digits: [words: string, said: string][] = [
  ['train moons --hidden 0x10', `${none} "0x10"`],
  ['train moons --hidden 1e3', `${none} "1e3"`],
  ['train moons --hidden +4', `${none} "+4"`],
  ['train moons --hidden 2.5', `${none} "2.5"`],
  ['train moons --hidden=', `${none} ""`],
  ['train moons --hidden 4,,4', `${none} ""`],
  ['train moons --hidden Infinity', `${none} "Infinity"`],
  ['sweep moons --hidden 4-0x4', `${none} "0x4"`],
  ['sweep moons --hidden 4 --seeds 1,0b1', '--seeds must be whole numbers in digits'],
  ['train moons --epochs 0x10', '--epochs must be a number, not "0x10"'],
  ['train moons --epochs +4', '--epochs must be a number, not "+4"'],
  ['train moons --epochs=', '--epochs must be a number, not ""'],
  ['train moons --learning-rate Infinity', '--learning-rate must be a number, not "Infinity"'],
  ['train moons --learning-rate 1e999', '--learning-rate must be a number, not "1e999"'],
  ['train moons --batch-size 0x10', '--batch-size must be a number, not "0x10"'],
];

describe.runIf(hasDist)('densely', () => {
  it.each([...rows, ...digits])('%s', async (words, said) => {
    const { code, stdout, stderr } = await node([join(root, 'dist/cli.js'), ...words.split(' ')], {
      cwd: folder,
    });
    expect(stderr).toMatch(/^densely: .*\n$/);
    expect(stderr).toContain(said);
    expect(stdout).toBe('');
    expect(code).toBeGreaterThan(0);
    expect(existsSync(join(folder, 'model.safetensors'))).toBe(false);
  });

  it('reads numbers as they are written, and a header that looks like an example', async () => {
    const words =
      'train years.csv --target 2002 --header --test 0 --hidden 4,2 --learning-rate 1e-3 --epochs 2e0';
    const { code, stdout } = await node([join(root, 'dist/cli.js'), ...words.split(' ')], {
      cwd: folder,
    });
    expect(code).toBe(0);
    expect(stdout).toContain('2 rows, 1 features, 2 classes; all 2 to train');
    expect(stdout).toContain('2 epochs in');
    rmSync(join(folder, 'model.safetensors'));
  });
});
