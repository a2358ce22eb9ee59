import type { AmoClient } from './amo-client.js';
import type { Query } from './build-query.js';
import type { ItemOutcome } from './cut-batches.js';
import { flag, int, or, orNull, shape, text, type Read } from './read-value.js';
import { readCard } from './read-card.js';
import { readPages, type OnUnreadable } from './read-pages.js';
import { writeBatch, writeJoinable } from './write-batch.js';

const task = shape({
  id: int,
  text: or(text, ''),
  responsible_user_id: or(int, 0),
  entity_id: orNull(int),
  entity_type: orNull(text),
  is_completed: or(flag, false),
  task_type_id: or(int, 1),
  /** Null where amoCRM shows none: whose task it is, and whether it is open, is known all the same. */
  complete_till: orNull(int),
  created_at: or(int, 0),
  updated_at: or(int, 0),
});
const written = shape({ id: int });

export type AmoTask = Read<typeof task>;

export interface NewTask {
  text: string;
  /** Unix seconds. */
  complete_till: number;
  entity_id?: number;
  entity_type?: 'leads' | 'contacts' | 'companies';
  /** 1 call, 2 meeting, or one of the account's own types. */
  task_type_id?: number;
  responsible_user_id?: number;
}

const path = '/api/v4/tasks';

/** Pages of tasks; `filter` of this list is not a paid option. With `onUnreadable` a broken row is left out and reported. */
export function listTasks(
  amo: AmoClient,
  query: Query = {},
  firstPage = 1,
  onUnreadable?: OnUnreadable,
): AsyncGenerator<AmoTask[], void> {
  return readPages(amo, {
    ...{ path, key: 'tasks', read: task, query, firstPage },
    ...(onUnreadable ? { onUnreadable } : {}),
  });
}

/** The task, or null where amoCRM shows none (`readCard`). */
export async function findTask(amo: AmoClient, id: number): Promise<AmoTask | null> {
  const body = await readCard(amo, { path: `${path}/${id}` });
  return body === undefined ? null : task(body, 'task');
}

/** Creates one task and gives its id. */
export async function createTask(amo: AmoClient, item: NewTask): Promise<number> {
  const { entity_id: id, entity_type: type } = item;
  const cards = id !== undefined && type !== undefined ? [`${type} ${id}`] : [];
  const request = { method: 'POST', path, items: [item], key: 'tasks', read: written } as const;
  return (await writeJoinable(amo, request, cards)).id;
}

/** Changes many tasks: the owner, the due time, or completion with a result. */
export async function patchTasks(
  amo: AmoClient,
  items: readonly (Partial<NewTask> & { id: number; is_completed?: boolean; result?: { text: string } })[],
): Promise<ItemOutcome<{ id: number }>[]> {
  return writeBatch(amo, { method: 'PATCH', path, items, key: 'tasks', read: written });
}
