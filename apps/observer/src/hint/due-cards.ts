import { Bus } from '@hub/bus';
import type { LeadRead } from '@hub/contracts';
import type { CardKind } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { DataSource, In, IsNull, Not, type EntityManager } from 'typeorm';
import type { ReportedFrom } from '../card/author-of.js';
import type { LeadHook } from '../echo/judge-echo.js';
import { DueCardEntity } from './due-card.entity.js';
import type { Lane } from './lane-of.js';
import { SeenChanges } from './seen-changes.js';
import { UnreadCards } from './unread-cards.js';

/** A restoration later than the reported deletion. Where a moment is not known it counts too: all it costs is a longer wait. */
const restored = `($13 AND coalesce(excluded.changed_at >= due.deleted_at, true))`;

/** The consumer that reads due cards. */
export const readConsumer = 'observer.read';

export interface ReadJob {
  accountId: string;
  lane: Lane;
}

export interface AskedCard extends ReadJob {
  entity: CardKind;
  entityId: number;
  changedAt: number | null;
  changedBy: number | null;
  /** Missing: nothing is reported. */
  changedFrom?: ReportedFrom;
  /** As `unreadSince` of a hint; missing: now. */
  unreadSince?: Date | null;
  isDeletionReported: boolean;
  /** The hint says that the card was restored. Missing: it does not. */
  isRestored?: boolean;
  /** Names the hint; null: no other service reads the card for it. */
  hintId: string | null;
  /** Whether another service reads the card for this hint now: it has a second to publish what it read. */
  isReadElsewhere: boolean;
  /**
   * What the hint says where it may be the echo of an own write: that has the same second to become known. The poll
   * learns of such a webhook when the card is read, and never where it is an echo.
   */
  hook?: { said: LeadHook; receivedAt: Date } | null;
}

/**
 * How long a card that another service reads waits for that reading. Cards wait in steps of a quarter second, so that
 * they share jobs.
 */
const awaited = `to_timestamp(ceil(extract(epoch FROM now()) * 4 + 4) / 4)`;

/**
 * Contacts wait for the end of a quarter minute, so that those of an account that change together are read by one call:
 * nothing that a person waits for rests on them.
 */
const gathered = `to_timestamp(ceil(extract(epoch FROM now()) / 15 + 0.01) * 15)`;

export type DueCard = DueCardEntity;

/** Cards that have to be read: hints put them in, the reader of their lane takes them out. */
@Injectable()
export class DueCards {
  constructor(
    private readonly source: DataSource,
    private readonly bus: Bus,
    private readonly unread: UnreadCards,
    private readonly seen: SeenChanges,
  ) {}

  /**
   * Makes a card due, and enqueues the job that reads its lane. Hints about a card that waits share one row, and their
   * author where they all name the same: one reading shows what all of them did. Where two of them have replaced different values of
   * one attribute, somebody may have changed it in between. A restoration ends the report of the deletion before it, and what
   * reads have counted until then.
   */
  async ask(tx: EntityManager, card: AskedCard, correlationId: string): Promise<void> {
    const { accountId, entity, entityId, lane, changedAt, changedBy, isDeletionReported, hintId } = card;
    const isAwaited = card.isReadElsewhere || card.hook != null;
    const dueAt = isAwaited ? awaited : entity === 'contact' ? gathered : null;
    const [asked]: { due: Date; lane: Lane }[] = await tx.query(
      `INSERT INTO observer.due_card AS due
         (account_id, entity, entity_id, lane, asks, asked_at, due_at, changed_at, changed_by, is_deletion_reported, hint_id,
          hook, hooked_at, unread_since, is_read_by_id, changed_from, deleted_at)
       VALUES ($1, $2, $3, $4, 1, now(), ${dueAt ?? 'now()'}, $5, $6, $7, $8, $9, $10, coalesce($11, now()), $5::bigint IS NULL, $12,
          CASE WHEN $7 THEN $5::bigint END)
       ON CONFLICT (account_id, entity, entity_id) DO UPDATE
         SET lane = CASE WHEN 'intake' IN (due.lane, excluded.lane) THEN 'intake' ELSE 'rest' END,
             asks = due.asks + 1, hint_id = excluded.hint_id, reading = NULL, read_at = NULL,
             hook = CASE WHEN due.hook = excluded.hook THEN due.hook END,
             hooked_at = greatest(due.hooked_at, excluded.hooked_at),
             due_at = CASE WHEN due.absent_reads > 0 AND NOT ${restored} THEN due.due_at
                        WHEN due.failed_reads > 0 THEN excluded.due_at ELSE least(due.due_at, excluded.due_at) END,
             changed_at = greatest(due.changed_at, excluded.changed_at),
             unread_since = least(due.unread_since, excluded.unread_since),
             is_read_by_id = due.is_read_by_id OR excluded.is_read_by_id,
             changed_by = CASE WHEN due.changed_by = excluded.changed_by AND
                 due.changed_from || excluded.changed_from = excluded.changed_from || due.changed_from THEN due.changed_by END,
             changed_from = due.changed_from || excluded.changed_from,
             is_deletion_reported = excluded.is_deletion_reported OR (due.is_deletion_reported AND NOT ${restored}),
             deleted_at = greatest(CASE WHEN NOT ${restored} THEN due.deleted_at END, excluded.deleted_at),
             absent_reads = CASE WHEN ${restored} THEN 0 ELSE due.absent_reads END,
             absent_since = CASE WHEN ${restored} THEN NULL ELSE due.absent_since END
       RETURNING due_at AS due, lane`,
      [
        ...[accountId, entity, entityId, lane, changedAt, changedBy, isDeletionReported, hintId],
        ...[
          card.hook?.said ?? null,
          card.hook?.receivedAt ?? null,
          card.unreadSince ?? null,
          card.changedFrom ?? {},
          card.isRestored ?? false,
        ],
      ],
    );
    const job = { accountId, lane: asked?.lane ?? lane };
    if (dueAt !== null && asked) await this.wakeAt(tx, job, asked.due, correlationId);
    else await this.wake(tx, job, correlationId);
  }

  /**
   * Keeps what another service has read for the last hint about a lead, which the reader of the lane uses instead of a
   * call. False: the lead is not due by that hint, was read since, or has to be read by id and may have been read by a list.
   */
  async hand(
    tx: EntityManager,
    { accountId, leadId, hintId, readAt, isListed = true, state }: LeadRead,
    correlationId: string,
  ): Promise<boolean> {
    const [rows]: [{ lane: Lane }[], number] = await tx.query(
      `UPDATE observer.due_card SET reading = $4, read_at = $5, due_at = now()
        WHERE account_id = $1 AND entity = 'lead' AND entity_id = $2 AND hint_id = $3 AND absent_reads = 0
          AND NOT (is_read_by_id AND $6)
        RETURNING lane`,
      [accountId, leadId, hintId, state, readAt, isListed],
    );
    const [row] = rows;
    if (row) await this.wake(tx, { accountId, lane: row.lane }, correlationId);
    return row !== undefined;
  }

  /** A lead that waits for an own write, as what all hints about it say. */
  async findHooked(tx: EntityManager, accountId: string, leadId: number): Promise<DueCard | null> {
    return tx.findOneBy(DueCardEntity, {
      ...{ accountId, entity: 'lead', entityId: leadId, absentReads: 0, hook: Not(IsNull()) },
    });
  }

  /** A card that waits is read now. */
  async hasten(tx: EntityManager, card: DueCard, correlationId: string): Promise<void> {
    const { accountId, entity, entityId } = card;
    await tx.update(DueCardEntity, { accountId, entity, entityId }, { dueAt: () => 'now()' });
    await this.wake(tx, card, correlationId);
  }

  /** Notes for the poll the webhooks for which these cards were read, unless they were taken for echoes meanwhile. */
  async noteHooks(tx: EntityManager, cards: readonly DueCard[]): Promise<void> {
    for (const { accountId, entity, entityId, asks, changedAt, hookedAt: receivedAt } of cards) {
      if (receivedAt === null || changedAt === null) continue;
      const noted = { hook: null, hookedAt: null };
      const { affected } = await tx.update(DueCardEntity, { accountId, entity, entityId, asks }, noted);
      if (affected) await this.seen.note(tx, accountId, [{ entity, entityId, changedAt, receivedAt }]);
    }
  }

  /** Makes sure that a job of the lane begins at this moment or later. */
  async wakeAt(
    tx: EntityManager,
    { accountId, lane }: ReadJob,
    runAt: Date,
    correlationId: string,
  ): Promise<void> {
    const key = `${accountId}:${lane}`;
    const about = { id: `${key}:at:${runAt.getTime()}`, key, runAt, correlationId };
    // The job of that moment may have run already.
    if (!(await this.bus.enqueue(tx, readConsumer, { accountId, lane } satisfies ReadJob, about)))
      await this.wake(tx, { accountId, lane }, correlationId);
  }

  /**
   * Makes sure that a job of the lane begins after this transaction. A running job may have read the due cards already;
   * it increments its round before it reads, so a job of the next round is enqueued then.
   */
  async wake(tx: EntityManager, { accountId, lane }: ReadJob, correlationId: string): Promise<void> {
    const key = `${accountId}:${lane}`;
    const [row]: { round: string }[] = await tx.query(
      'SELECT round FROM observer.read_round WHERE account_id = $1 AND lane = $2',
      [accountId, lane],
    );
    for (let round = Number(row?.round ?? 0); ; round++) {
      const about = { id: `${key}:${round}`, key, correlationId };
      if (await this.bus.enqueue(tx, readConsumer, { accountId, lane } satisfies ReadJob, about)) return;
    }
  }

  /** Begins a round: whoever asks from now on gets another job. */
  async begin(tx: EntityManager, { accountId, lane }: ReadJob): Promise<void> {
    await tx.query(
      `INSERT INTO observer.read_round AS known (account_id, lane, round) VALUES ($1, $2, 1)
       ON CONFLICT (account_id, lane) DO UPDATE SET round = known.round + 1`,
      [accountId, lane],
    );
  }

  /** Cards of one kind of a lane that are due, those that waited longest first. */
  async next({ accountId, lane }: ReadJob, entity: CardKind, limit: number): Promise<DueCard[]> {
    return this.source.manager
      .createQueryBuilder(DueCardEntity, 'due')
      .where('due.accountId = :accountId AND due.lane = :lane', { accountId, lane })
      .andWhere('due.entity = :entity AND due.dueAt <= now()', { entity })
      .orderBy('due.dueAt')
      .limit(limit)
      .getMany();
  }

  /** At the end of a reading: cards that still wait get a job at their time, and those that wait for long an alarm. */
  async endReading(tx: EntityManager, job: ReadJob, correlationId: string): Promise<void> {
    const { accountId, lane } = job;
    await this.unread.review(tx, accountId, new Date());
    const [row]: { due: Date | null }[] = await tx.query(
      'SELECT min(due_at) AS due FROM observer.due_card WHERE account_id = $1 AND lane = $2',
      [accountId, lane],
    );
    if (row?.due) await this.wakeAt(tx, job, row.due, correlationId);
  }

  /** Takes out cards that were read; one that was asked for again meanwhile stays, and its tries begin anew. */
  async answer(tx: EntityManager, cards: readonly DueCard[]): Promise<void> {
    for (const { accountId, entity, entityId, asks } of cards) {
      const { affected } = await tx.delete(DueCardEntity, { accountId, entity, entityId, asks });
      if (affected) continue;
      const now = () => 'now()';
      const asked = { askedAt: now, unreadSince: now, failedReads: 0, absentReads: 0, absentSince: null };
      await tx.update(DueCardEntity, { accountId, entity, entityId }, asked);
    }
  }

  /** Puts a card off that was not found. */
  async putOff(tx: EntityManager, card: DueCard, change: PutOff): Promise<void> {
    const { accountId, entity, entityId } = card;
    await tx.update(DueCardEntity, { accountId, entity, entityId }, { ...change, failedReads: 0 });
  }

  /** Puts off cards that could not be read, as `UnreadCards.putOff`. */
  async putOffUnread(tx: EntityManager, cards: Iterable<DueCard>): Promise<void> {
    for (const card of cards) await this.unread.putOff(tx, card);
  }

  /** Those of the given cards that wait to be read. */
  async among(
    tx: EntityManager,
    accountId: string,
    entity: CardKind,
    ids: readonly number[],
  ): Promise<Set<number>> {
    const rows = await tx.find(DueCardEntity, {
      select: { entityId: true },
      where: { accountId, entity, entityId: In([...ids]) },
    });
    return new Set(rows.map(({ entityId }) => entityId));
  }

  /** How many cards of an account wait. */
  async count(accountId: string): Promise<number> {
    return this.source.manager.countBy(DueCardEntity, { accountId });
  }

  /** Forgets the cards of one kind of an account. */
  async forgetKind(tx: EntityManager, accountId: string, entity: CardKind): Promise<void> {
    await tx.delete(DueCardEntity, { accountId, entity });
  }

  /** Forgets the cards of an account. */
  async erase(tx: EntityManager, accountId: string): Promise<void> {
    for (const table of ['due_card', 'read_round', 'seen_change', 'own_write'])
      await tx.query(`DELETE FROM observer.${table} WHERE account_id = $1`, [accountId]);
  }
}

/** When a card is due again, and how often it was not found so far. */
export type PutOff = Pick<DueCard, 'dueAt' | 'absentReads' | 'absentSince'>;
