import type { EntityManager } from 'typeorm';
import type { LeadEntry, LeadEvent, NewHistory } from './history-rows.js';

/** The types by which a lead's owner and stage at a moment are known. */
const foldedTypes = ['lead_added', 'lead_status_changed', 'entity_responsible_changed'];
const rowsAtOnce = 2_000;

/** What a reading says of a card that is gone, where the feed has no event of it: it was merged. */
export const goneType = 'read_gone';

/** Adds to history. */
export class HistoryWriter {
  /**
   * Adds rows that are not there yet, and the partitions they need. A reading that found a card gone gives way to the event
   * of its deletion, whichever of the two comes first.
   */
  async add(tx: EntityManager, accountId: string, rows: readonly NewHistory[]): Promise<void> {
    await this.makeMonths(tx, rows);
    for (let from = 0; from < rows.length; from += rowsAtOnce)
      // One parameter: a statement with one for each value takes several times as long.
      await tx.query(
        `INSERT INTO journal.history (account_id, moment, event_id, type, entity, entity_id, author_id, before, after,
           pipeline_id, status_id, owner_id)
         SELECT $1, r.moment, r."eventId", r.type, r.entity, r."entityId", r."authorId", nullif(r.before, 'null'),
           nullif(r.after, 'null'), r."pipelineId", r."statusId", r."ownerId"
         FROM jsonb_to_recordset($2) AS r(moment bigint, "eventId" text, type text, entity text, "entityId" bigint,
           "authorId" bigint, before jsonb, after jsonb, "pipelineId" bigint, "statusId" bigint, "ownerId" bigint)
         ON CONFLICT DO NOTHING`,
        [accountId, JSON.stringify(rows.slice(from, from + rowsAtOnce))],
      );
    await this.dropReported(tx, accountId, rows);
  }

  /** Removes what readings say of deletions that have an event, among cards of these rows. */
  private async dropReported(
    tx: EntityManager,
    accountId: string,
    rows: readonly NewHistory[],
  ): Promise<void> {
    const ends = rows.filter(({ type, entity }) => type === goneType || type === `${entity}_deleted`);
    if (ends.length === 0) return;
    await tx.query(
      `DELETE FROM journal.history gone
        WHERE account_id = $1 AND entity_id = ANY($2::bigint[]) AND type = '${goneType}' AND EXISTS (
          SELECT FROM journal.history deletion
           WHERE deletion.account_id = $1 AND deletion.entity_id = gone.entity_id AND deletion.entity = gone.entity
             AND deletion.type = gone.entity || '_deleted' AND deletion.moment <= gone.moment AND NOT EXISTS (
               SELECT FROM journal.history back
                WHERE back.account_id = $1 AND back.entity_id = gone.entity_id AND back.entity = gone.entity
                  AND back.type = gone.entity || '_restored' AND back.moment BETWEEN deletion.moment AND gone.moment))`,
      [accountId, [...new Set(ends.map(({ entityId }) => entityId))]],
    );
  }

  /** The events of these leads that record their stages and owners, by lead. */
  async findFolded(
    tx: EntityManager,
    accountId: string,
    leadIds: readonly number[],
  ): Promise<Map<number, LeadEvent[]>> {
    const rows: (LeadEvent & { entityId: string; moment: string })[] = await tx.query(
      `SELECT event_id AS "eventId", moment, type, before, after, entity_id AS "entityId" FROM journal.history
        WHERE account_id = $1 AND entity_id = ANY($2::bigint[]) AND entity = 'lead' AND type = ANY($3::text[])`,
      [accountId, leadIds, foldedTypes],
    );
    const found = new Map<number, LeadEvent[]>();
    for (const { entityId, moment, ...row } of rows) {
      const events = found.get(Number(entityId)) ?? [];
      found.set(Number(entityId), [...events, { ...row, moment: Number(moment) }]);
    }
    return found;
  }

  /** Completes entries: fills in what was not known, or corrects it by an event that came late. */
  async complete(tx: EntityManager, accountId: string, entries: readonly LeadEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await tx.query(
      `UPDATE journal.history h SET pipeline_id = e.pipeline_id, status_id = e.status_id, owner_id = e.owner_id
         FROM unnest($2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[])
           AS e(moment, event_id, pipeline_id, status_id, owner_id)
        WHERE h.account_id = $1 AND h.moment = e.moment AND h.event_id = e.event_id
          AND (h.pipeline_id, h.status_id, h.owner_id) IS DISTINCT FROM (e.pipeline_id, e.status_id, e.owner_id)`,
      [
        accountId,
        entries.map(({ moment }) => moment),
        entries.map(({ eventId }) => eventId),
        entries.map(({ pipelineId }) => pipelineId),
        entries.map(({ statusId }) => statusId),
        entries.map(({ ownerId }) => ownerId),
      ],
    );
  }

  /** The moment of the oldest row, or null when there is none. */
  async oldestMoment(tx: EntityManager, accountId: string): Promise<number | null> {
    const [row]: { oldest: string | null }[] = await tx.query(
      'SELECT min(moment) AS oldest FROM journal.history WHERE account_id = $1',
      [accountId],
    );
    return row?.oldest == null ? null : Number(row.oldest);
  }

  /**
   * Drops the partitions of months that ended more than `keptMonths` months before the present one, and records this in
   * each journal that reached further back. Fails with SQLSTATE 55P03 when history is not free within two seconds.
   */
  async dropMonths(tx: EntityManager, now: Date, keptMonths: number): Promise<void> {
    const oldest = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - keptMonths, 1));
    const partitions: { name: string }[] = await tx.query(
      `SELECT child.relname AS name FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
        WHERE inhparent = 'journal.history'::regclass AND child.relname < $1 ORDER BY 1`,
      [`history_${oldest.toISOString().slice(0, 7).replace('-', '_')}`],
    );
    if (partitions.length === 0) return;
    await tx.query(`SET LOCAL lock_timeout = '2s'`);
    for (const { name } of partitions) await tx.query(`DROP TABLE journal.${name}`);
    await tx.query('UPDATE journal.account SET feed_from = $1 WHERE feed_from < $1', [
      Math.floor(oldest.getTime() / 1000),
    ]);
  }

  private async makeMonths(tx: EntityManager, rows: readonly NewHistory[]): Promise<void> {
    const months = new Map(rows.map(({ moment }) => [monthOf(moment), moment]));
    for (const moment of months.values()) await tx.query('SELECT journal.make_month($1)', [moment]);
  }
}

/** The month in UTC, by which history is partitioned. */
function monthOf(moment: number): string {
  return new Date(moment * 1000).toISOString().slice(0, 7);
}
