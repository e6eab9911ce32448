/** Fenced blocks of a language in a page of Markdown. */
export function blocks(page: string, language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))].map(
    (match) => match[1]!,
  );
}

/** The programs of a page: a block of JavaScript that imports nothing goes on with the one before. */
export function programs(page: string): string[] {
  const found: string[] = [];
  for (const block of blocks(page, 'js')) {
    if (found.length === 0 || /^(?:import|export) /m.test(block)) found.push(block);
    else found.push(found.pop()! + block);
  }
  return found;
}
