import { element, escape } from './svg.js';

/**
 * The exercise's notation as the children of a text: what stands in square brackets is raised.
 *
 * @example element('text', { x, y }, ...notation('W[1] (4, 2)'))
 */
export function notation(text: string): string[] {
  let raised = false;
  return text.split(/(\[[^\]]+\])/).flatMap((piece) => {
    if (piece === '') return [];
    const up = piece.startsWith('[');
    const dy = up === raised ? undefined : up ? '-0.4em' : '0.3em';
    raised = up;
    return [element('tspan', up ? { dy, 'font-size': '75%' } : { dy }, escape(piece))];
  });
}
