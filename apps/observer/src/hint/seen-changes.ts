import type { CrmEntity } from '@hub/contracts';
import { JournalWriter } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Seen } from '../feed/decide-heal.js';

/** The consumer of hints. */
export const hintConsumer = 'observer.hint';

/** A reported change of an entity. */
export interface SeenChange {
  entity: CrmEntity;
  entityId: number;
  /** amoCRM's clock, Unix seconds. */
  changedAt: number;
  receivedAt: Date;
}

/** The latest change that webhooks and polls reported of each entity. */
@Injectable()
export class SeenChanges {
  constructor(
    private readonly source: DataSource,
    private readonly writer: JournalWriter,
  ) {}

  /** Notes when a webhook of the account came in. */
  async noteHook(tx: EntityManager, accountId: string, at: Date): Promise<void> {
    await this.writer.noteHook(tx, accountId, at);
  }

  /** Remembers changes. They must name each entity once. */
  async note(tx: EntityManager, accountId: string, changes: readonly SeenChange[]): Promise<void> {
    if (changes.length === 0) return;
    await tx.query(
      `INSERT INTO observer.seen_change AS seen (account_id, entity, entity_id, changed_at, received_at)
       SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::timestamptz[])
       ORDER BY 2, 3
       ON CONFLICT (account_id, entity, entity_id) DO UPDATE
         SET changed_at = greatest(seen.changed_at, excluded.changed_at),
             received_at = greatest(seen.received_at, excluded.received_at)`,
      [
        accountId,
        changes.map((change) => change.entity),
        changes.map((change) => change.entityId),
        changes.map((change) => change.changedAt),
        changes.map((change) => change.receivedAt),
      ],
    );
  }

  /** Notes a webhook that names no moment: that of a deletion, or of an accepted lead. */
  async noteUntimed(
    tx: EntityManager,
    accountId: string,
    { entity, entityId, receivedAt }: Omit<SeenChange, 'changedAt'>,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO observer.seen_change AS seen (account_id, entity, entity_id, changed_at, received_at, untimed_at)
       VALUES ($1, $2, $3, 0, $4, $4)
       ON CONFLICT (account_id, entity, entity_id) DO UPDATE
         SET untimed_at = greatest(seen.untimed_at, excluded.untimed_at)`,
      [accountId, entity, entityId, receivedAt],
    );
  }

  /** The reported changes of these entities of the account, by `entity/id`. */
  async find(accountId: string, ids: readonly number[]): Promise<Map<string, Seen>> {
    const rows: Record<'entity' | 'entity_id' | 'changed_at' | 'received_at' | 'untimed_at', string>[] =
      await this.source.query(
        `SELECT entity, entity_id, changed_at, extract(epoch FROM received_at) AS received_at,
                extract(epoch FROM untimed_at) AS untimed_at
           FROM observer.seen_change WHERE account_id = $1 AND entity_id = ANY($2::bigint[])`,
        [accountId, ids],
      );
    return new Map(
      rows.map(({ entity, entity_id: id, changed_at, received_at, untimed_at }) => [
        `${entity}/${id}`,
        { changedAt: Number(changed_at), receivedAt: Number(received_at), untimedAt: Number(untimed_at) },
      ]),
    );
  }

  /**
   * The changes that webhooks name and that are not noted yet, by `entity/id`: their hints wait for a worker, or for an own
   * write. A caller that asks \`find\` as well asks for these first: what is worked off in between is noted by then.
   */
  async findWaiting(
    accountId: string,
    cards: readonly { entityType: string; entityId: number }[],
  ): Promise<Map<string, number>> {
    const rows: { card: string; changedAt: string }[] = await this.source.query(
      `SELECT card, max(changed_at) AS "changedAt" FROM (
         SELECT (payload ->> 'entity') || '/' || (payload ->> 'entityId') AS card, (payload ->> 'changedAt')::bigint AS changed_at
           FROM observer.inbox
          WHERE consumer = '${hintConsumer}' AND state = 'waiting' AND key = ANY ($3) AND payload ->> 'source' = 'webhook'
         UNION ALL
         SELECT entity || '/' || entity_id, changed_at FROM observer.due_card
          WHERE account_id = $1 AND entity_id = ANY ($2::bigint[]) AND hooked_at IS NOT NULL) AS hint
        WHERE changed_at IS NOT NULL GROUP BY card`,
      [
        accountId,
        [...new Set(cards.map(({ entityId }) => entityId))],
        [...new Set(cards.map(({ entityType, entityId }) => `${accountId}:${entityType}:${entityId}`))],
      ],
    );
    return new Map(rows.map(({ card, changedAt }) => [card, Number(changedAt)]));
  }
}
