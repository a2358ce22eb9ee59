import type { Observed } from '../kind/kind.js';
import { kindOf } from '../kind/kinds.js';

/** What is in an object: its children, but for those that come with it, and what is placed in it. */
export function contains(container: Observed, item: Observed): boolean {
  const { parent, placedBy, references } = kindOf(item.kind);
  if (parent === container.kind) return item.within === container.id && item.fixed === undefined;
  return (
    placedBy !== undefined &&
    references[placedBy] === container.kind &&
    item.attributes[placedBy] === container.id
  );
}
