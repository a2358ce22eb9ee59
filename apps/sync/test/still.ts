import type { Row } from './sync-fixture.js';

/**
 * A row without what amoCRM itself rewrites when others are written: numbers of stages, lists of what is inside, the
 * one main pipeline.
 */
export function still(row: Row): unknown {
  const moving = ['fields', '_embedded', 'is_main', ...('is_editable' in row ? ['sort'] : [])];
  return Object.fromEntries(Object.entries(row).filter(([name]) => !moving.includes(name)));
}
