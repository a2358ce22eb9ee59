import { readPage, UnexpectedAnswer, type AmoClient } from '@hub/amocrm';
import type { EntityType } from '../configuration/raw-snapshot.js';
import { walkRows, type PageRead } from './walk-rows.js';

/** What counting and moving need to know of a lead, contact or company. */
export interface Card {
  readonly id: number;
  readonly updatedAt: number;
  /** Of leads only. */
  readonly pipeline_id?: number;
  readonly status_id?: number;
  readonly lossReason: number | null;
  /** `field` and `field/enum` for each value that the card holds. */
  readonly valueIds: ReadonlySet<string>;
}

/** Further back than clocks of two servers differ. */
const clockMarginSeconds = 300;

/** Pages of all cards of an entity type by id: none is skipped when others are deleted meanwhile, none comes twice. */
export function walkCards(amo: AmoClient, entity: EntityType): AsyncGenerator<readonly Card[], void> {
  return cardsBy(amo, entity, { id: 'asc' });
}

/** A page of cards, and what it shows by now: all that amoCRM gives for it, also what came or was given before. */
interface CardPage {
  readonly cards: readonly Card[];
  readonly again: () => Promise<readonly Card[]>;
}

/** As `walkCards`, for who works on a page so long that it has to be read again. */
export async function* walkPages(amo: AmoClient, entity: EntityType): AsyncGenerator<CardPage, void> {
  let read: () => Promise<PageRead<Card>> = () => Promise.reject(new RangeError('no page was read yet'));
  const pages = walkRows(
    (asked) => (read = () => readPage(amo, cardsOf(entity, { id: 'asc' }), asked))(),
    ({ id }) => id,
  );
  for await (const cards of pages) yield { cards, again: async () => (await read()).rows };
}

/**
 * The cards that were written since a moment, and some older ones: what a walk may have read too early. `newest` is the
 * latest moment at which any card was known to be written. Null when the list does not come in the order of writing,
 * newest first: then only another walk finds out.
 */
export async function cardsWrittenSince(
  amo: AmoClient,
  entity: EntityType,
  { since, newest }: { since: Date; newest: number },
): Promise<readonly Card[] | null> {
  const from = since.getTime() / 1000 - clockMarginSeconds;
  const found: Card[] = [];
  let last = Infinity;
  for await (const page of cardsBy(amo, entity, { updated_at: 'desc' })) {
    if (found.length === 0 && (page[0]?.updatedAt ?? 0) < newest) return null;
    for (const card of page) {
      if (card.updatedAt > last) return null;
      last = card.updatedAt;
      found.push(card);
    }
    if (last < from) return found;
  }
  // Because the newest card known is not in a list that ended without any.
  return found.length === 0 && newest > 0 ? null : found;
}

/**
 * The cards with a higher number than this one, newest first. An import may give new cards a moment of long ago: those are
 * not among what was written since.
 */
export async function cardsBehind(amo: AmoClient, entity: EntityType, id: number): Promise<readonly Card[]> {
  const found: Card[] = [];
  for await (const page of cardsBy(amo, entity, { id: 'desc' })) {
    found.push(...page.filter((card) => card.id > id));
    if (page.some((card) => card.id <= id)) break;
  }
  return found;
}

/** As many ids one request may name (sheet entities 0.5). */
const idsPerRequest = 100;

/**
 * Which of these cards are there; `witness` is one that is there for sure. Null where the answer does not prove it: a filter
 * is a paid option that is ignored in silence where it is missing, and then rows come that nobody asked for; and where it
 * misses the witness, it may miss others.
 */
export async function cardsThere(
  amo: AmoClient,
  entity: EntityType,
  ids: readonly number[],
  witness: number,
): Promise<ReadonlySet<number> | null> {
  const there = new Set<number>();
  for (let at = 0; at < ids.length; at += idsPerRequest - 1) {
    const asked = new Set([witness, ...ids.slice(at, at + idsPerRequest - 1)]);
    const request = {
      path: `/api/v4/${entity}`,
      key: entity,
      read: readCard,
      query: { filter: { id: [...asked] } },
    };
    const { rows, isLast } = await readPage(amo, request, { page: 1, limit: 250 });
    const found = new Set(rows.map(({ id }) => id));
    if (!isLast || !found.has(witness) || [...found].some((id) => !asked.has(id))) return null;
    for (const id of found) there.add(id);
  }
  return there;
}

type Order = { id: 'asc' | 'desc' } | { updated_at: 'desc' };

function cardsBy(amo: AmoClient, entity: EntityType, order: Order) {
  return walkRows(
    (asked) => readPage(amo, cardsOf(entity, order), asked),
    ({ id }) => id,
  );
}

function cardsOf(entity: EntityType, order: Order) {
  return { path: `/api/v4/${entity}`, key: entity, read: readCard, query: { order } };
}

function readCard(value: unknown, path: string): Card {
  const { id, updated_at, pipeline_id, status_id, loss_reason_id, custom_fields_values } = (value ??
    {}) as Sent;
  if (typeof id !== 'number' || typeof updated_at !== 'number') throw new UnexpectedAnswer(path, 'card');
  const valueIds = new Set<string>();
  for (const { field_id, values } of custom_fields_values ?? []) {
    valueIds.add(String(field_id));
    for (const { enum_id } of values ?? []) valueIds.add(`${String(field_id)}/${String(enum_id)}`);
  }
  return { id, updatedAt: updated_at, pipeline_id, status_id, lossReason: loss_reason_id ?? null, valueIds };
}

interface Sent {
  readonly id?: unknown;
  readonly updated_at?: unknown;
  readonly pipeline_id?: number;
  readonly status_id?: number;
  readonly loss_reason_id?: number | null;
  readonly custom_fields_values?:
    | readonly { readonly field_id?: number; readonly values?: readonly { readonly enum_id?: number }[] }[]
    | null;
}
