import { AccountRepository, isCallable } from '@hub/accounts';
import { Bus } from '@hub/bus';
import { monthSpan } from '@hub/calendar';
import { inTransaction } from '@hub/database';
import { Journal, JournalWriter } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

/** The consumer that reads what an account has. */
export const fillConsumer = 'observer.fill';

export interface FillJob {
  accountId: string;
}

/** Begins the journal of an account and its backfill. */
@Injectable()
export class BeginJournal {
  constructor(
    private readonly source: DataSource,
    private readonly accounts: AccountRepository,
    private readonly journal: Journal,
    private readonly writer: JournalWriter,
    private readonly bus: Bus,
  ) {}

  /** Makes sure that the account has a journal and, while its backfill is unfinished, the job that goes on with it. */
  async ensure(accountId: string, correlationId: string): Promise<void> {
    const known = await this.journal.findAccount(accountId);
    if (known?.fillStep === 'done') return;
    const account = await this.accounts.find(accountId);
    if (!account || !isCallable(account.state)) return;
    const now = new Date();
    const wantedFrom = Math.floor(monthSpan(now.getTime(), account.timeZone, -1).from / 1000);
    await inTransaction(this.source, async (tx) => {
      await this.writer.begin(tx, accountId, { now, wantedFrom });
      const begun = await this.writer.lock(tx, accountId);
      if (!begun) return;
      const id = `fill:${accountId}:${begun.beganAt.getTime()}`;
      const job: FillJob = { accountId };
      await this.bus.enqueue(tx, fillConsumer, job, { id, key: keyOf(accountId), correlationId });
    });
  }

  /** The account answers again: an unfinished backfill that was given up, or waits for its next try, is due at once. */
  async goOn(tx: EntityManager, accountId: string): Promise<void> {
    const known = await this.journal.findAccount(accountId);
    if (known && known.fillStep !== 'done') await this.bus.reviveKeys(tx, fillConsumer, [keyOf(accountId)]);
  }
}

function keyOf(accountId: string): string {
  return `fill:${accountId}`;
}
