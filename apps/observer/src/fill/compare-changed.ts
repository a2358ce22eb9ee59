import { AccountRepository, isCallable } from '@hub/accounts';
import { AmoClients, ifAllowed } from '@hub/amocrm';
import { Bus, type Job } from '@hub/bus';
import { JournalWriter } from '@hub/journal';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { cardKinds } from '../card/card-kinds.js';
import { WalkCards } from './walk-cards.js';

const consumer = 'observer.changed';
const everyMs = 600_000;
/** How far back the first comparison of an account reaches. */
const firstReachSeconds = 1_200;

/**
 * The feed has no event of some changes (a loss reason, the moment of closing, which contact is the main one), so that
 * a lost webhook about them leaves no trace there. Every ten minutes the leads that changed last are compared with the
 * journal, back to where the last comparison began: one call where little has changed.
 */
@Injectable()
export class CompareChanged implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly accounts: AccountRepository,
    private readonly clients: AmoClients,
    private readonly writer: JournalWriter,
    private readonly cards: WalkCards,
  ) {}

  onModuleInit(): void {
    this.bus.consume<{ accountId: string }>({ consumer, concurrency: 4, handle: (job) => this.run(job) });
    this.bus.schedule({
      consumer,
      when: { everyMs },
      subjects: async () =>
        (await this.accounts.listCallable()).map(({ id: accountId }) => ({
          key: `changed:${accountId}`,
          payload: { accountId },
        })),
    });
  }

  /** Does nothing before the leads of the account are read, and where they are forbidden. */
  private async run(job: Job<{ accountId: string }>): Promise<void> {
    const { accountId } = job.payload;
    const { state = 'removed' } = (await this.accounts.find(accountId)) ?? {};
    const begun = await job.step((tx) => this.writer.lock(tx, accountId));
    if (!isCallable(state) || !begun?.leadsReadyAt) return;
    const client = this.clients.forAccount(accountId, 'bulk', job.signal);
    const now = Math.floor(Date.now() / 1000);
    const since = begun.changesUntil ?? now - firstReachSeconds;
    const latest = await ifAllowed(() => this.cards.runBack(job, client, cardKinds.lead, since));
    if (latest === null) return;
    await job.finish(async (tx) => {
      if (!(await this.writer.lock(tx, accountId))) return;
      // A lead of the future, by a clock that is ahead, takes it no further than now.
      await this.writer.note(tx, accountId, { changesUntil: Math.max(since, Math.min(latest, now)) });
    });
  }
}
