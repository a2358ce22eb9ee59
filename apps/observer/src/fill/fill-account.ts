import { AmoClients, type AmoClient } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { JournalWriter, type CardState, type FillStep, type JournalAccount } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { cardKinds, type CardKindSpec } from '../card/card-kinds.js';
import type { FillJob } from './begin-journal.js';
import { FillFeed } from './fill-feed.js';
import { ConfigurationReader } from './read-configuration.js';
import { WalkCards } from './walk-cards.js';

/**
 * Reads what an account has when it is connected, with bulk priority: people and stages, leads, open tasks, then the
 * feed back to the start of last month. Each page commits with the position of the next, where an interrupted backfill
 * resumes.
 */
@Injectable()
export class FillAccount {
  constructor(
    private readonly clients: AmoClients,
    private readonly writer: JournalWriter,
    private readonly configuration: ConfigurationReader,
    private readonly cards: WalkCards,
    private readonly feed: FillFeed,
  ) {}

  /** While the account cannot be called, its calls throw `NeedsReconnect`, and the job goes on when it can. */
  async run(job: Job<FillJob>): Promise<void> {
    const { accountId } = job.payload;
    const client = this.clients.forAccount(accountId, 'bulk', job.signal);
    for (;;) {
      const begun = await job.step((tx) => this.writer.lock(tx, accountId));
      if (!begun || begun.fillStep === 'done') return;
      await this.fill(job, client, begun);
    }
  }

  private async fill(job: Job<FillJob>, client: AmoClient, begun: JournalAccount): Promise<void> {
    const { accountId } = job.payload;
    switch (begun.fillStep) {
      case 'configuration': {
        const read = await this.configuration.read(client);
        await job.step((tx) => this.configuration.save(tx, accountId, read, new Date()));
        return this.end(job, 'leads', {});
      }
      case 'leads':
        if (await this.walk(job, client, cardKinds.lead, begun.fillPage))
          return this.end(job, 'tasks', { leadsReadyAt: new Date() });
        return this.end(job, 'tasks', {});
      case 'tasks':
        if (await this.walk(job, client, cardKinds.task, 1))
          return this.end(job, 'feed', { tasksReadyAt: new Date() });
        return this.end(job, 'feed', {});
      case 'feed':
        if (await this.feed.run(job, client)) await this.end(job, 'done', { feedReadyAt: new Date() });
        return;
      case 'done':
        return;
    }
  }

  /** False: this kind is forbidden, and is left to the checks (`CheckJournal`). */
  private async walk(
    job: Job<FillJob>,
    client: AmoClient,
    spec: CardKindSpec<CardState>,
    firstPage: number,
  ): Promise<boolean> {
    const { accountId } = job.payload;
    return this.cards.fill(job, client, spec, {
      firstPage,
      onPage: (tx, next) => this.writer.note(tx, accountId, { fillPage: next }),
    });
  }

  private async end(job: Job<FillJob>, next: FillStep, change: Partial<JournalAccount>): Promise<void> {
    const done = { fillStep: next, fillPage: 1, ...change };
    await job.step((tx) => this.writer.note(tx, job.payload.accountId, done));
  }
}
