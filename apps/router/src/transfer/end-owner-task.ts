import { AccountRepository } from '@hub/accounts';
import { patchTasks } from '@hub/amocrm';
import { Bus, forEver, type Job } from '@hub/bus';
import { say, type Locale, type Message } from '@hub/messages';
import { isFinalRefusal } from '@hub/platform';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ReadCards, type AccountCards } from '../absence/read-cards.js';
import { CARD_LOCALE } from '../card-locale.js';
import type { TransferRow } from './transfer.entity.js';
import { TransferRepository } from './transfer.repository.js';

const consumer = 'router.owner-task';

/** "The leg has ended: its owner's task is over." */
interface EndTaskWork {
  /** The branch's account. */
  accountId: string;
  legId: string;
  /** What the task says of it. */
  why: Message;
}

/**
 * Closes the task of a branch lead whose leg has ended, in whatever account and whoever owns the lead by now: left
 * open, it would grow overdue and count in its owner's limits. A branch that refuses for good keeps its task.
 */
@Injectable()
export class EndOwnerTask implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly transfers: TransferRepository,
    private readonly accounts: AccountRepository,
    private readonly cards: ReadCards,
    @Inject(CARD_LOCALE) private readonly locale: Locale,
  ) {}

  onModuleInit(): void {
    this.bus.consume<EndTaskWork>({ consumer, again: { forMs: forEver }, handle: (job) => this.run(job) });
  }

  /** In the transaction that ends the leg; does nothing for one without a task. */
  async ask(
    tx: EntityManager,
    { id: legId, branchTaskId, target }: TransferRow,
    why: Message,
    correlationId: string,
  ): Promise<void> {
    if (branchTaskId === null) return;
    const work: EndTaskWork = { accountId: target.accountId, legId, why };
    await this.bus.enqueue(tx, consumer, work, { key: legId, correlationId });
  }

  private async run(job: Job<EndTaskWork>): Promise<void> {
    const { legId, why } = job.payload;
    const { branchTaskId, endedAt, target } = await this.transfers.get(legId);
    // It may live again by now.
    if (branchTaskId === null || endedAt === null) return;
    const { state } = await this.accounts.get(target.accountId);
    if (state === 'removed') return;
    const branch = this.cards.of(job, target.accountId, { isInside: true, priority: 'bulk' });
    try {
      await close(branch, branchTaskId, say(why, this.locale));
    } catch (error) {
      if (!isFinalRefusal(error) || job.signal.aborted) throw error;
    }
  }
}

async function close({ client, findTask }: AccountCards, id: number, reason: string): Promise<void> {
  const task = await findTask(id);
  if (!task || task.is_completed) return;
  await patchTasks(client, [{ id, is_completed: true, result: { text: reason } }]);
}
