import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { WebhookRepository, type SeenChange } from '../webhook/webhook.repository.js';
import type { Seen } from './decide-heal.js';
import type { Silence } from './judge-silence.js';
import { PollEntity } from './poll.entity.js';

/** What the health page shows of the poll. */
interface PollFigures {
  polledAt: Date;
  lagSeconds: number;
  missed: number;
  lastMissed: number;
}

/** What a poll found: events up to a moment, changes that webhooks missed, and the silence of webhooks with them. */
export interface Found {
  until: number;
  missed: number;
  silence: Silence;
}

/** Cursors of the healing poll, and what webhooks have told already. */
@Injectable()
export class PollRepository {
  constructor(
    private readonly source: DataSource,
    private readonly webhooks: WebhookRepository,
  ) {}

  /** What the last poll left, or null before the first one. */
  async find(accountId: string): Promise<PollEntity | null> {
    return this.source.getRepository(PollEntity).findOneBy({ accountId });
  }

  async findFigures(accountId: string, now: Date): Promise<PollFigures | null> {
    const row = await this.find(accountId);
    if (!row) return null;
    const { polledAt, missed, lastMissed } = row;
    const lagSeconds = Math.max(0, Math.round((now.getTime() - polledAt.getTime()) / 1000));
    return { polledAt, missed, lastMissed, lagSeconds };
  }

  /** Moves the cursor and adds what this poll found. */
  async advance(tx: EntityManager, accountId: string, found: Found): Promise<void> {
    await tx.query(
      `INSERT INTO gateway.poll AS poll (account_id, polled_until, polled_at, missed, last_missed, silent_polls,
         silent_changes)
       VALUES ($1, $2, now(), $3::integer, $3::integer, $4, $5)
       ON CONFLICT (account_id) DO UPDATE
         SET polled_until = greatest(poll.polled_until, excluded.polled_until), polled_at = excluded.polled_at,
             missed = poll.missed + excluded.missed, last_missed = excluded.last_missed,
             silent_polls = excluded.silent_polls, silent_changes = excluded.silent_changes`,
      [accountId, found.until, found.missed, found.silence.polls, found.silence.changes],
    );
  }

  /** Remembers what the poll told, as if webhooks had. */
  async noteHealed(tx: EntityManager, changes: readonly SeenChange[]): Promise<void> {
    await this.webhooks.noteSeen(tx, changes);
  }

  /** What webhooks told about these entities of the account, by `entity/id`. */
  async findSeen(accountId: string, ids: readonly number[]): Promise<Map<string, Seen>> {
    const rows: { entity: string; entity_id: string; changed_at: string; received_at: Date }[] =
      await this.source.query(
        `SELECT entity, entity_id, changed_at, received_at FROM gateway.seen_change
          WHERE account_id = $1 AND entity_id = ANY($2::bigint[])`,
        [accountId, ids],
      );
    return new Map(
      rows.map((row) => [
        `${row.entity}/${row.entity_id}`,
        { changedAt: Number(row.changed_at), receivedAt: row.received_at.getTime() / 1000 },
      ]),
    );
  }

  async erase(tx: EntityManager, accountId: string): Promise<void> {
    await tx.delete(PollEntity, { accountId });
  }
}
