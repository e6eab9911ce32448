// Tests that are parts of something larger: each passes, fails by throwing, or says what it lacks.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';

/** Those of `npm test` are quick, the others are asked for by `npm run test:package` and `test:ecosystem`. */
const all = process.env.DENSELY_PARTS === 'all';
const LONGEST = 30 * 60_000;

/**
 * @param parts `{ name, quick?, lacks?, run }`; both functions get what `prepare` makes in a folder, `run` may say
 * what it has measured
 * @param sideBySide whether they may run so
 */
export function testParts(title, parts, { prepare, sideBySide }) {
  describe(title, { timeout: LONGEST, concurrent: sideBySide }, () => {
    let [folder, user] = [];
    beforeAll(async () => {
      folder = realpathSync(mkdtempSync(join(tmpdir(), `densely-${title}-`)));
      user = await prepare(folder);
    }, LONGEST);
    afterAll(() => rmSync(folder, { recursive: true }));

    for (const part of parts.filter(({ quick }) => all || quick))
      it(part.name, async ({ skip }) => {
        const missing = await part.lacks?.(user);
        if (missing) console.log(`${title}: ${part.name}: skipped, ${missing}`);
        skip(missing !== undefined, missing);
        const says = await part.run(user);
        if (says) console.log(`${title}: ${part.name}: ${says}`);
      });
  });
}
