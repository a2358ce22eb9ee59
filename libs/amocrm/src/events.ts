import type { AmoClient } from './amo-client.js';
import type { Query } from './build-query.js';
import type { UnexpectedAnswer } from './errors.js';
import { anything, int, or, shape, text, type Read } from './read-value.js';
import { readPages } from './read-pages.js';

const event = shape({
  id: text,
  type: text,
  entity_id: int,
  /** Singular: lead, contact, company, task … */
  entity_type: text,
  created_by: or(int, 0),
  created_at: int,
  value_after: anything,
  value_before: anything,
});

export type AmoEvent = Read<typeof event>;

/**
 * Pages of events of a span (Unix seconds, both ends included, open when `to` is missing), newest first, 100 a page. The
 * order is not promised and the same event may come twice between polls: overlap the windows and remember ids. An event
 * that cannot be read, e.g. one without an entity, is left out and reported. Sheet: entities 8.
 */
export function listEvents(
  amo: AmoClient,
  span: { from: number; to?: number },
  onUnreadable: (error: UnexpectedAnswer) => void,
  filter: Query = {},
): AsyncGenerator<AmoEvent[], void> {
  return readPages(amo, {
    path: '/api/v4/events',
    key: 'events',
    read: event,
    query: { filter: { ...filter, created_at: span } },
    limit: 100,
    onUnreadable,
  });
}
