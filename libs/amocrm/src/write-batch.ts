import type { AmoClient, AmoRequest } from './amo-client.js';
import {
  batchSize,
  cutBatches,
  matchAnswers,
  namedBy,
  namesOf,
  refusedPositions,
  type ItemOutcome,
} from './cut-batches.js';
import { UnexpectedAnswer, ValidationFailed } from './errors.js';
import { list, record, type Reader } from './read-value.js';
import type { Join } from './together/join.js';

export interface BatchRequest<T> {
  method: 'POST' | 'PATCH';
  path: string;
  items: readonly object[];
  /** Key under `_embedded`; null when the answer is a bare list (complex leads). */
  key: string | null;
  read: Reader<T>;
  size?: number;
}

/** The change of one card, which may share a call with changes of others. */
export function patchRequest({
  list,
  id,
  change,
}: {
  list: 'leads' | 'contacts';
  id: number;
  change: object;
}): AmoRequest {
  const path = `/api/v4/${list}`;
  const write = { kind: 'write', method: 'PATCH', path, answers: list } as const;
  return {
    ...{ method: 'PATCH', path: `${path}/${id}`, body: change },
    join: { ...write, item: { id, ...change }, cards: [`${list} ${id}`] },
  };
}

/**
 * Sends items in batches of the documented size and returns the outcome of each, in the given order. One bad item makes
 * amoCRM refuse its whole batch: the items it names are `refused`, and the rest are sent again once. Never throws for a
 * single batch: items whose batch met another error are `failed` with it, and so are all items after them.
 */
export async function writeBatch<T>(amo: AmoClient, request: BatchRequest<T>): Promise<ItemOutcome<T>[]> {
  const outcomes: ItemOutcome<T>[] = [];
  let stopped: Error | null = null;
  for (const batch of cutBatches(request.items, request.size ?? batchSize)) {
    const failure: Error | null = stopped;
    const batchOutcomes: ItemOutcome<T>[] = failure
      ? batch.map(() => ({ kind: 'failed', error: failure }))
      : await sendBatch(amo, request, batch);
    outcomes.push(...batchOutcomes);
    const last = batchOutcomes.find((outcome) => outcome.kind === 'failed');
    if (last) stopped = last.error;
  }
  return outcomes;
}

/** Writes one item; throws what amoCRM says against it. */
export async function writeOne<T>(amo: AmoClient, request: BatchRequest<T>): Promise<T> {
  const values = await sendItems(amo, request, request.items);
  const value = values[0];
  if (value === undefined) throw new UnexpectedAnswer('answer', 'item');
  return value;
}

/**
 * As `writeOne`, for an item that may share a call with others that wait. `cards`: what it is about, as `Batchable` says;
 * `shared`: the list of such items and the item there, when they differ.
 */
export async function writeJoinable<T>(
  amo: AmoClient,
  request: BatchRequest<T> & { items: readonly [object] },
  cards: readonly string[],
  shared: { path: string; item: object } = { path: request.path, item: request.items[0] },
): Promise<T> {
  const { method, key: answers } = request;
  const join: Join = { kind: 'write', method, answers, cards, ...shared };
  const client: AmoClient = { ...amo, call: (one) => amo.call({ ...one, join }) };
  return writeOne(client, request);
}

async function sendBatch<T>(
  amo: AmoClient,
  request: BatchRequest<T>,
  batch: readonly object[],
): Promise<ItemOutcome<T>[]> {
  try {
    return (await sendItems(amo, request, batch)).map((value) => ({ kind: 'done', value }));
  } catch (error) {
    const refused = error instanceof ValidationFailed ? refusedPositions(error.items, batch.length) : null;
    if (!refused) return batch.map(() => ({ kind: 'failed', error: error as Error }));
    const good = batch.filter((_, position) => !refused.has(position));
    const resent = good.length > 0 ? await resend(amo, request, good) : [];
    let next = 0;
    return batch.map((_, position) => {
      const errors = refused.get(position);
      return errors
        ? { kind: 'refused', errors }
        : (resent[next++] ?? { kind: 'failed', error: error as Error });
    });
  }
}

async function resend<T>(
  amo: AmoClient,
  request: BatchRequest<T>,
  items: readonly object[],
): Promise<ItemOutcome<T>[]> {
  try {
    return (await sendItems(amo, request, items)).map((value) => ({ kind: 'done', value }));
  } catch (error) {
    return items.map(() => ({ kind: 'failed', error: error as Error }));
  }
}

/** One call; the values come back in the order of the items, matched as `namesOf` says. */
async function sendItems<T>(
  amo: AmoClient,
  { method, path, key, read }: BatchRequest<T>,
  items: readonly object[],
): Promise<T[]> {
  const { body } = await amo.call({
    method,
    path,
    body: items.map((item, position) => ({ ...item, request_id: String(position) })),
  });
  const where = key === null ? 'answer' : `answer._embedded.${key}`;
  const rows = key === null ? body : record(record(body, 'answer')._embedded, 'answer._embedded')[key];
  const answered = list((row, rowPath) => ({
    ids: namedBy(method, record(row, rowPath)),
    value: read(row, rowPath),
  }))(rows, where);
  const values = matchAnswers(answered, namesOf(method, items));
  if (!values) throw new UnexpectedAnswer(where, `answer for each of ${items.length} items`);
  return values;
}
