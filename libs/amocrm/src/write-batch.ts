import type { AmoClient, AmoRequest } from './amo-client.js';
import { answeredRows } from './answered-rows.js';
import { batchSize, cutBatches, refusedPositions, type ItemOutcome } from './cut-batches.js';
import { UnexpectedAnswer, ValidationFailed } from './errors.js';
import type { Reader } from './read-value.js';
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

/** What became of items, and the error that a call met as a whole; null: none did. */
interface Sent<T> {
  outcomes: ItemOutcome<T>[];
  stopped: Error | null;
}

/**
 * Sends items in batches of the documented size and returns the outcome of each, in the given order. One bad item makes
 * amoCRM refuse its whole batch: the items it names are `refused`, and the rest are sent again once. An item that the answer
 * passes over is `failed` by itself. Never throws for a single batch: items whose batch met another error are `failed` with
 * it, and so are all items after them.
 */
export async function writeBatch<T>(amo: AmoClient, request: BatchRequest<T>): Promise<ItemOutcome<T>[]> {
  const outcomes: ItemOutcome<T>[] = [];
  let stopped: Error | null = null;
  for (const batch of cutBatches(request.items, request.size ?? batchSize)) {
    const sent: Sent<T> = stopped ? stoppedBy(stopped, batch) : await sendBatch(amo, request, batch);
    outcomes.push(...sent.outcomes);
    ({ stopped } = sent);
  }
  return outcomes;
}

function stoppedBy<T>(error: Error, items: readonly object[]): Sent<T> {
  return { outcomes: items.map(() => ({ kind: 'failed', error })), stopped: error };
}

/** Writes one item; throws what amoCRM says against it. */
export async function writeOne<T>(amo: AmoClient, request: BatchRequest<T>): Promise<T> {
  const [outcome] = await sendItems(amo, request, request.items);
  if (outcome?.kind === 'done') return outcome.value;
  throw outcome?.kind === 'failed' ? outcome.error : new UnexpectedAnswer('answer', 'item');
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
): Promise<Sent<T>> {
  try {
    return { outcomes: await sendItems(amo, request, batch), stopped: null };
  } catch (error) {
    const refused = error instanceof ValidationFailed ? refusedPositions(error.items, batch.length) : null;
    if (!refused) return stoppedBy(error as Error, batch);
    const good = batch.filter((_, position) => !refused.has(position));
    const { outcomes, stopped } = await resend(amo, request, good);
    let next = 0;
    return {
      stopped,
      outcomes: batch.map((_, position) => {
        const errors = refused.get(position);
        return errors
          ? { kind: 'refused', errors }
          : (outcomes[next++] ?? { kind: 'failed', error: error as Error });
      }),
    };
  }
}

async function resend<T>(
  amo: AmoClient,
  request: BatchRequest<T>,
  items: readonly object[],
): Promise<Sent<T>> {
  if (items.length === 0) return { outcomes: [], stopped: null };
  try {
    return { outcomes: await sendItems(amo, request, items), stopped: null };
  } catch (error) {
    return stoppedBy(error as Error, items);
  }
}

/** One call; the outcomes come back in the order of the items. */
async function sendItems<T>(
  amo: AmoClient,
  { method, path, key, read }: BatchRequest<T>,
  items: readonly object[],
): Promise<ItemOutcome<T>[]> {
  const { body } = await amo.call({
    method,
    path,
    body: items.map((item, position) => ({ ...item, request_id: String(position) })),
  });
  const where = key === null ? 'answer' : `answer._embedded.${key}`;
  return answeredRows({ method, items, key }, body).map((row, at) => readRow(row, `${where}.${at}`, read));
}

function readRow<T>(
  row: Record<string, unknown> | UnexpectedAnswer,
  path: string,
  read: Reader<T>,
): ItemOutcome<T> {
  if (row instanceof UnexpectedAnswer) return { kind: 'failed', error: row };
  try {
    return { kind: 'done', value: read(row, path) };
  } catch (error) {
    if (error instanceof UnexpectedAnswer) return { kind: 'failed', error };
    throw error;
  }
}
