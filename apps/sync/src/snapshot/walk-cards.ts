import { readPage, UnexpectedAnswer, type AmoClient } from '@hub/amocrm';
import type { EntityType } from '../configuration/raw-snapshot.js';
import { walkRows } from './walk-rows.js';

/** What counting and moving need to know of a lead, contact or company. */
export interface Card {
  readonly id: number;
  readonly updatedAt: number;
  /** Of leads only. */
  readonly pipeline_id?: number;
  readonly status_id?: number;
  readonly lossReason: number | null;
  /** `field` and `field/enum` for each value that the card holds. */
  readonly held: ReadonlySet<string>;
}

/** Further back than clocks of two servers differ. */
const clockMarginSeconds = 300;

/** Pages of all cards of an entity type by id: none is skipped when others are deleted meanwhile, none comes twice. */
export function walkCards(amo: AmoClient, entity: EntityType): AsyncGenerator<readonly Card[], void> {
  return cardsBy(amo, entity, { id: 'asc' });
}

/** Pages of the cards that were written since a moment, and of a few older ones: what a walk may have read too early. */
export async function* cardsWrittenSince(
  amo: AmoClient,
  entity: EntityType,
  since: Date,
): AsyncGenerator<readonly Card[], void> {
  const from = since.getTime() / 1000 - clockMarginSeconds;
  for await (const page of cardsBy(amo, entity, { updated_at: 'desc' })) {
    yield page;
    if (page.some(({ updatedAt }) => updatedAt < from)) return;
  }
}

function cardsBy(amo: AmoClient, entity: EntityType, order: { id: 'asc' } | { updated_at: 'desc' }) {
  const request = { path: `/api/v4/${entity}`, key: entity, read: readCard, query: { order } };
  return walkRows(
    (asked) => readPage(amo, request, asked),
    ({ id }) => id,
  );
}

function readCard(value: unknown, path: string): Card {
  const { id, updated_at, pipeline_id, status_id, loss_reason_id, custom_fields_values } = (value ??
    {}) as Sent;
  if (typeof id !== 'number' || typeof updated_at !== 'number') throw new UnexpectedAnswer(path, 'card');
  const held = new Set<string>();
  for (const { field_id, values } of custom_fields_values ?? []) {
    held.add(String(field_id));
    for (const { enum_id } of values ?? []) held.add(`${String(field_id)}/${String(enum_id)}`);
  }
  return { id, updatedAt: updated_at, pipeline_id, status_id, lossReason: loss_reason_id ?? null, held };
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
