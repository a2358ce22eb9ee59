import { clientKeyRules } from '@hub/amocrm/pure';
import type { EntityManager } from 'typeorm';
import { JournalAccount } from './account.entity.js';
import { CardWriter } from './card-writer.js';
import { JournalPerson, JournalPipeline, JournalStage } from './configuration.entities.js';
import { HistoryWriter } from './history-writer.js';

/**
 * What a reading of an account's configuration found; `people` is null where they may not be read. With
 * `arePeopleWhole` false some could not be read: who is missing is not gone.
 */
export interface ReadConfiguration {
  arePeopleWhole: boolean;
  people: Omit<JournalPerson, 'accountId' | 'goneAt'>[] | null;
  pipelines: Omit<JournalPipeline, 'accountId' | 'goneAt'>[];
  stages: Omit<JournalStage, 'accountId' | 'goneAt'>[];
}

const tables = ['lead', 'task', 'contact', 'person', 'pipeline', 'stage', 'history', 'account'];

/**
 * Writes the journal. The observer alone may import it (lint). Everything that is written about an account begins with
 * `lock`, so that readings of one account are compared and written one after the other, and nothing is written about an
 * account that is gone.
 */
export class JournalWriter {
  readonly cards = new CardWriter();
  readonly history = new HistoryWriter();

  /** Begins the journal of an account that is not removed; does nothing when it has begun. */
  async begin(
    tx: EntityManager,
    accountId: string,
    { now, wantedFrom }: { now: Date; wantedFrom: number },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO journal.account (account_id, began_at, fill_step, fill_wanted_from)
       SELECT id, $2, 'configuration', $3 FROM (
         SELECT id FROM accounts.account WHERE id = $1 AND state <> 'removed' FOR SHARE
       ) AS there
       ON CONFLICT DO NOTHING`,
      [accountId, now, wantedFrom],
    );
  }

  /** The progress of an account, locked for this transaction; null when it has no journal, or none any more. */
  async lock(tx: EntityManager, accountId: string): Promise<JournalAccount | null> {
    return tx.findOne(JournalAccount, {
      where: { accountId },
      lock: { mode: 'for_no_key_update' },
    });
  }

  /** Changes the progress of a locked account. */
  async note(
    tx: EntityManager,
    accountId: string,
    change: Partial<Omit<JournalAccount, 'accountId'>>,
  ): Promise<void> {
    await tx.update(JournalAccount, { accountId }, change);
  }

  /**
   * Notes that a webhook of the account reached the observer at `at`, unless another transaction is writing about the
   * account: a hint need not wait for a page of a backfill, and the next webhook is noted instead. `at` is not the
   * moment when the gateway took it in: a poll that ran in between would treat the webhook as an older one.
   */
  async noteHook(tx: EntityManager, accountId: string, at: Date): Promise<void> {
    await tx.query(
      `UPDATE journal.account SET last_hook_at = $2
        WHERE account_id = (
          SELECT account_id FROM journal.account
           WHERE account_id = $1 AND (last_hook_at IS NULL OR last_hook_at < $2::timestamptz - interval '1 second')
             FOR NO KEY UPDATE SKIP LOCKED
        )`,
      [accountId, at],
    );
  }

  /** Notes hints that were dropped. */
  async noteDropped(tx: EntityManager, accountId: string, count: number): Promise<void> {
    await tx.query('UPDATE journal.account SET dropped_hints = dropped_hints + $2 WHERE account_id = $1', [
      accountId,
      count,
    ]);
  }

  /**
   * Updates people, pipelines and stages to what was read; the others are marked gone since `moment` (amoCRM's
   * seconds), but no stages of a pipeline that was shown without any: amoCRM has none without.
   */
  async saveConfiguration(
    tx: EntityManager,
    accountId: string,
    read: ReadConfiguration,
    moment: number,
  ): Promise<void> {
    const shown = new Set(read.stages.map(({ pipelineId }) => pipelineId));
    const unshown = read.pipelines.map(({ pipelineId }) => pipelineId).filter((id) => !shown.has(id));
    for (const [Entity, rows, mayGo] of [
      [JournalPerson, read.people, read.arePeopleWhole ? 'true' : 'false'],
      [JournalPipeline, read.pipelines, 'true'],
      [JournalStage, read.stages, 'pipeline_id <> ALL(:unshown)'],
    ] as const) {
      if (rows === null) continue;
      const gone = tx.createQueryBuilder().update(Entity).set({ goneAt: moment });
      await gone
        .where(`account_id = :accountId AND gone_at IS NULL AND ${mayGo}`, { accountId, unshown })
        .execute();
      await tx.save(
        Entity,
        rows.map((row) => ({ accountId, ...row, goneAt: null })),
      );
    }
  }

  /**
   * Begins to keep the contacts of a locked account by this key and the rules of this process, or with null ends it: what
   * was kept is erased. Which contacts people have erased stays known.
   */
  async restartContacts(tx: EntityManager, accountId: string, key: string | null): Promise<void> {
    await tx.query('DELETE FROM journal.contact WHERE account_id = $1 AND NOT is_erased', [accountId]);
    const contactsState = key === null ? 'off' : 'reading';
    const by = { contactsKey: key, contactsRules: clientKeyRules };
    await this.note(tx, accountId, { contactsState, ...by, contactsPage: 1 });
  }

  /** Erases what is kept of a contact of a locked account for good: no reading brings it back. */
  async eraseContact(tx: EntityManager, accountId: string, contactId: number): Promise<void> {
    await tx.query(
      `INSERT INTO journal.contact (account_id, contact_id, hashes, is_erased, updated_at, version, read_at)
       VALUES ($1, $2, '{}', true, 0, 1, clock_timestamp())
       ON CONFLICT (account_id, contact_id) DO UPDATE SET hashes = '{}', is_erased = true`,
      [accountId, contactId],
    );
  }

  /** Deletes what is kept long enough: ended tasks, and contacts that are gone. */
  async purge(tx: EntityManager, before: Date): Promise<void> {
    const seconds = Math.floor(before.getTime() / 1000);
    await tx.query('DELETE FROM journal.task WHERE (gone_at IS NOT NULL OR is_done) AND updated_at < $1', [
      seconds,
    ]);
    await tx.query('DELETE FROM journal.contact WHERE NOT is_erased AND gone_at < $1', [seconds]);
  }

  /**
   * Makes the partition of the month that begins within thirty days. Call it in its own transaction: it locks the whole
   * history table until that ends.
   */
  async makeNextMonth(tx: EntityManager, now: Date): Promise<void> {
    const within = Math.floor(now.getTime() / 1000) + 30 * 86_400;
    await tx.query('SELECT journal.make_month($1)', [within]);
  }

  /**
   * Erases everything about an account. Its row is locked as its deletion does: who holds a share of it and then asks
   * for `lock` would otherwise wait for this, which waits for that share.
   */
  async erase(tx: EntityManager, accountId: string): Promise<void> {
    await tx.findOne(JournalAccount, { where: { accountId }, lock: { mode: 'pessimistic_write' } });
    for (const table of tables)
      await tx.query(`DELETE FROM journal.${table} WHERE account_id = $1`, [accountId]);
  }
}
