import { listLeads, readPages, type AmoClient, type AmoLead } from '@hub/amocrm';
import type { CountNeeded } from '../plan/live-counts-needed.js';

/**
 * Counts the deals in stages and pipelines and the cards with a value in a field. One walk over an entity type serves
 * all its objects. Filters are never trusted: they are a paid option that is ignored in silence where it is missing.
 */
export async function countLive(
  amo: AmoClient,
  needed: readonly CountNeeded[],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = Object.fromEntries(needed.map(({ address }) => [address, 0]));
  const raise = ({ address }: CountNeeded) => {
    counts[address] = (counts[address] ?? 0) + 1;
  };
  const places = needed.filter(({ kind }) => kind === 'stage' || kind === 'pipeline');
  const fields = needed.filter(({ kind }) => kind === 'field' || kind === 'enum');
  if (places.length > 0) {
    for await (const page of listLeads(amo)) {
      for (const lead of page) places.filter(({ branchId }) => standsIn(lead, branchId)).forEach(raise);
    }
  }
  for (const entity of new Set(fields.map(({ branchId }) => entityOf(branchId)))) {
    const mine = fields.filter(({ branchId }) => entityOf(branchId) === entity);
    const cards = readPages(amo, { path: `/api/v4/${entity}`, key: entity, read: readValues });
    for await (const page of cards) {
      for (const held of page) {
        mine.filter(({ branchId }) => held.has(branchId.slice(entity.length + 1))).forEach(raise);
      }
    }
  }
  return counts;
}

/** Whether a lead stands in a stage (`pipeline/stage`) or anywhere in a pipeline (`pipeline`). */
export function standsIn(lead: Pick<AmoLead, 'pipeline_id' | 'status_id'>, branchId: string): boolean {
  const [pipeline, stage] = branchId.split('/');
  return lead.pipeline_id === Number(pipeline) && (stage === undefined || lead.status_id === Number(stage));
}

const entityOf = (branchId: string): string => branchId.slice(0, branchId.indexOf('/'));

/** `field` and `field/enum` for each value that a card holds. */
function readValues(card: unknown): ReadonlySet<string> {
  const values = (card as { custom_fields_values?: unknown } | null)?.custom_fields_values;
  const held = new Set<string>();
  for (const item of Array.isArray(values) ? (values as unknown[]) : []) {
    const { field_id, values: list } = item as { field_id?: number; values?: { enum_id?: number }[] };
    held.add(String(field_id));
    for (const { enum_id } of list ?? []) held.add(`${String(field_id)}/${String(enum_id)}`);
  }
  return held;
}
