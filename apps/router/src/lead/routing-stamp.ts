import { askPrepared, BatchedRead, databaseNow, inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

const lockName = 'router.judgements';

const stampNow = {
  name: 'routing-stamp',
  text: `SELECT concat_ws('/', (SELECT coalesce(max(version), 0) FROM router.routing_rules),
      (SELECT coalesce(max(version), 0) FROM router.region_words), count(*), sum(version)) AS stamp
      FROM accounts.branch`,
};

/**
 * A judgement that read rules, branches or words of regions before they were saved must not be recorded after the
 * waiting leads were judged again: that lead would not be judged by the new settings. So a judgement is recorded only
 * while the stamp that it began with is current, and judging again begins only when all records with an older stamp are
 * committed.
 */
@Injectable()
export class RoutingStamp {
  private readonly current = new BatchedRead<null, string>(async (asked) => {
    const stamp = await this.readIn(this.source);
    return asked.map(() => stamp);
  });

  constructor(private readonly source: DataSource) {}

  /** Names rules, words and branches as they are now. Versions only grow, so that no name comes twice. */
  async read(): Promise<string> {
    return this.current.of(null);
  }

  /** In the transaction that records a judgement. Throws `RetryLater` when rules, words or branches were saved since. */
  async check(tx: EntityManager, stamp: string): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))', [lockName]);
    if ((await this.readIn(tx)) !== stamp) throw new RetryLater(message('failures.routing-changed'), 0);
  }

  /** Resolves when every judgement that was checked by an older stamp is committed or undone, with the database's moment then. */
  async awaitJudgements(): Promise<Date> {
    return inTransaction(this.source, async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [lockName]);
      return databaseNow(tx);
    });
  }

  private async readIn(where: DataSource | EntityManager): Promise<string> {
    const [row] = await askPrepared<{ stamp: string }>(where, stampNow, []);
    return row?.stamp ?? '';
  }
}
