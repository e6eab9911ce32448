// Tests that are not vitest's: each part passes, fails by throwing, or says what it lacks.

/** Runs one part: `{ name, lacks?, run }`. `run` may say what it has measured. */
export async function runPart(title, { name, lacks, run }, user) {
  const whole = `${title}: ${name}`;
  try {
    const missing = await lacks?.(user);
    if (missing) return { passed: 0, failed: 0, skipped: 1, text: `${whole}: skipped, ${missing}` };
    const says = await run(user);
    const text = `${whole}: passed${says ? `, ${says}` : ''}`;
    return { passed: 1, failed: 0, skipped: 0, text };
  } catch (error) {
    return { passed: 0, failed: 1, skipped: 0, text: `${error.message}\n${whole}: failed` };
  }
}

/** Adds up what is reported; `end` prints the sum as the last line. */
export function tally() {
  const total = { passed: 0, failed: 0, skipped: 0 };
  return {
    report({ text, ...counts }) {
      for (const key of Object.keys(total)) total[key] += counts[key];
      if (text) console.log(text);
    },
    end() {
      const { passed, failed, skipped } = total;
      if (skipped > 0) console.log(`${skipped} skipped`);
      console.log(`${passed} passed, ${failed} failed`);
      process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
    },
  };
}
