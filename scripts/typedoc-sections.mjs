// For typedoc: the categories of the docs site are the headings of the table of contents in lib/index.ts,
// `// Data` and so on. A new export belongs to the heading that it stands under.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Application, Comment, CommentTag, Converter } from 'typedoc';
import { root } from './tools.mjs';

/** Heading of each exported name, in the order of the file. */
function headings(source) {
  const found = new Map();
  for (const part of source.split(/^\/\/ (?=[A-Z])/m).slice(1)) {
    const [heading] = part.split('\n', 1);
    for (const [, list] of part.matchAll(/^export (?:type )?\{([^}]*)\}/gm)) {
      for (const [name] of list.replaceAll(/\btype /g, '').matchAll(/\w+/g))
        found.set(name, heading);
    }
  }
  return found;
}

/** @param {import('typedoc').Application} app */
export function load(app) {
  const found = headings(readFileSync(join(root, 'lib', 'index.ts'), 'utf8'));
  // Before that the file of options would be read over it.
  app.on(Application.EVENT_BOOTSTRAP_END, () =>
    app.options.setValue('categoryOrder', [...new Set(found.values())]),
  );
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const reflection of project.children.find(({ name }) => name === 'densely').children) {
      const heading = found.get(reflection.name);
      const owners = reflection.signatures ?? [reflection];
      for (const owner of heading ? owners : []) {
        owner.comment ??= new Comment();
        owner.comment.blockTags.push(
          new CommentTag('@category', [{ kind: 'text', text: heading }]),
        );
      }
    }
  });
}
