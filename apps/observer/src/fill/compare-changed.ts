import { AccountRepository, isCallable } from '@hub/accounts';
import { AmoClients, ifAllowed, type AmoClient } from '@hub/amocrm';
import { Bus, type Job } from '@hub/bus';
import { JournalWriter } from '@hub/journal';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { cardKinds } from '../card/card-kinds.js';
import { WalkCards } from './walk-cards.js';

const consumer = 'observer.changed';
const everyMs = 600_000;
/** How far amoCRM's clock may differ from ours, and longer than its lists lag. */
const overlapSeconds = 600;

interface ChangedJob {
  accountId: string;
}

/**
 * The feed has no event of some changes: of a lead a loss reason, the moment of closing, which contact is the main one; of a
 * task that it was opened again or put to another card. A lost webhook about them leaves no trace there. Every ten minutes
 * the leads and the tasks that changed since the last time are compared with the journal, a call each where little has
 * changed. Tasks of a card that was merged into another one go over to that without any sign of change: they are compared
 * when the journal has found the card gone.
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
    this.bus.consume<ChangedJob>({ consumer, concurrency: 4, handle: (job) => this.run(job) });
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

  /**
   * Does nothing before the leads of the account are read, and where they are forbidden. The first time reaches back to where
   * the backfill began, which may have been interrupted for long.
   */
  private async run(job: Job<ChangedJob>): Promise<void> {
    const { accountId } = job.payload;
    const { state = 'removed' } = (await this.accounts.find(accountId)) ?? {};
    const begun = await job.step((tx) => this.writer.lock(tx, accountId));
    if (!isCallable(state) || !begun?.leadsReadyAt) return;
    const client = this.clients.forAccount(accountId, 'bulk', job.signal);
    const now = Math.floor(Date.now() / 1000);
    const since = (begun.changesUntil ?? Math.floor(begun.beganAt.getTime() / 1000)) - overlapSeconds;
    const newest = { query: { order: { updated_at: 'desc' } }, since };
    const leads = await ifAllowed(async () => {
      await this.cards.runSince(job, client, cardKinds.lead, newest);
      return true;
    });
    if (!leads) return;
    if (begun.tasksReadyAt) await ifAllowed(() => this.compareTasks(job, client, since));
    await job.finish(async (tx) => {
      if (await this.writer.lock(tx, accountId)) await this.writer.note(tx, accountId, { changesUntil: now });
    });
  }

  /** Tasks have no order by changes, but a filter. Where it is ignored, the newest page is all that is compared. */
  private async compareTasks(job: Job<ChangedJob>, client: AmoClient, since: number): Promise<void> {
    const query = { filter: { updated_at: { from: since } }, order: { id: 'desc' } };
    await this.cards.runSince(job, client, cardKinds.task, { query, since });
    const { accountId } = job.payload;
    const moved = await job.step((tx) => this.writer.cards.findTasksOfGone(tx, accountId, since));
    const left = await this.cards.runListed(job, client, cardKinds.task, moved);
    await job.step((tx) => this.cards.askFor(tx, job, cardKinds.task, left));
  }
}
