import { AmoClients, ifAllowed } from '@hub/amocrm';
import { Bus, forEver, type Job } from '@hub/bus';
import { JournalWriter } from '@hub/journal';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { cardKinds } from '../card/card-kinds.js';
import { AskCheck } from '../fill/ask-check.js';
import { WalkCards } from '../fill/walk-cards.js';
import { looseChecks, looseConsumer, type LooseJob } from './loose-job.js';

/** So many leads are listed by their ids, with ten calls; where there are more, all leads of the account are walked. */
const mostListed = 1_000;

/**
 * Looks for merged leads without a contact: nothing joins them to the lead that stays. Those of the journal are listed by their
 * ids, and those that the list does not show are read alone. Where there are too many of them, or the account ignores the
 * filter, the journal is compared with the whole account, twice in six hours at most.
 */
@Injectable()
export class FindLoose implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly clients: AmoClients,
    private readonly writer: JournalWriter,
    private readonly cards: WalkCards,
    private readonly checks: AskCheck,
  ) {}

  onModuleInit(): void {
    const handle = (job: Job<LooseJob>) => this.run(job);
    this.bus.consume<LooseJob>({
      consumer: looseConsumer,
      concurrency: 4,
      again: { forMs: forEver },
      handle,
    });
  }

  private async run(job: Job<LooseJob>): Promise<void> {
    const { accountId } = job.payload;
    const ids = await job.step(async (tx) =>
      (await this.writer.lock(tx, accountId))
        ? this.writer.cards.findWithoutContact(tx, accountId, mostListed + 1)
        : [],
    );
    if (ids.length === 0) return;
    const client = this.clients.forAccount(accountId, 'bulk', job.signal);
    const left =
      ids.length > mostListed
        ? ids
        : await ifAllowed(() => this.cards.runListed(job, client, cardKinds.lead, ids));
    if (!left || left.length === 0) return;
    const { correlationId } = job;
    const { first, last } = looseChecks(accountId, new Date());
    await job.finish(async (tx) => {
      if (!(await this.checks.anew(tx, accountId, { ...first, correlationId })))
        await this.checks.anew(tx, accountId, { ...last, correlationId });
    });
  }
}
