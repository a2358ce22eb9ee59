import { accountStates, AlarmRepository, isCallable } from '@hub/accounts';
import { Bus } from '@hub/bus';
import { inTransaction } from '@hub/database';
import { Journal } from '@hub/journal';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';

const consumer = 'gateway.polls';
const everyMs = 60_000;
/** Many times the seconds between two polls: a poll may wait for the account's rate budget. */
const lateMs = 15 * 60_000;

/**
 * Says which accounts the observer has not polled for too long. The observer cannot say that itself while it does not run,
 * and then nobody finds a lead whose webhook was lost.
 */
@Injectable()
export class WatchPolls implements OnModuleInit {
  constructor(
    private readonly source: DataSource,
    @Inject(Journal) private readonly journal: Journal,
    @Inject(AlarmRepository) private readonly alarms: AlarmRepository,
    @Inject(Bus) private readonly bus: Bus,
  ) {}

  onModuleInit(): void {
    this.bus.consume({ consumer, concurrency: 1, handle: () => this.review(new Date()) });
    this.bus.schedule({ consumer, when: { everyMs } });
  }

  /** Raises an alarm for each account that may be called and was polled last, or connected, long before `now`. */
  async review(now: Date): Promise<void> {
    const late = await this.listLate(new Date(now.getTime() - lateMs));
    await inTransaction(this.source, async (tx) => {
      for (const { accountId, since } of late)
        await this.alarms.keep(
          tx,
          { kind: 'account-unpolled', subject: accountId, accountId, facts: { since: since.toISOString() } },
          now,
        );
      const subjects = late.map(({ accountId }) => accountId);
      await this.alarms.clearOthers(tx, 'account-unpolled', { prefix: '', subjects }, now);
    });
  }

  private listLate(moment: Date): Promise<{ accountId: string; since: Date }[]> {
    return this.journal.askForList((tx) =>
      tx.query(
        `SELECT account.id AS "accountId", greatest(account.state_since, polled.polled_at) AS since
           FROM accounts.account LEFT JOIN journal.account AS polled ON polled.account_id = account.id
          WHERE account.state = ANY ($2)
            AND greatest(account.state_since, polled.polled_at) < $1
          ORDER BY account.id`,
        [moment, accountStates.filter(isCallable)],
      ),
    );
  }
}
