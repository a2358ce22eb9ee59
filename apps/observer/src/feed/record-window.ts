import type { Job } from '@hub/bus';
import { JournalWriter, type JournalAccount } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { addFound, type Found } from './add-found.js';
import { FindMerged } from './find-merged.js';
import { FoldLeads } from './fold-leads.js';
import { historyOf } from './history-of.js';
import { JudgePoll } from './judge-poll.js';
import type { PollJob } from './poll-job.js';
import { PublishHeals } from './publish-heals.js';
import { leadsOf } from './read-events.js';
import type { FeedWindow } from './read-window.js';

/** Writes what a window of the feed brings: history, hints about missed changes, and the cursor. */
@Injectable()
export class RecordWindow {
  constructor(
    private readonly writer: JournalWriter,
    private readonly fold: FoldLeads,
    private readonly hints: PublishHeals,
    private readonly merged: FindMerged,
    private readonly poll: JudgePoll,
  ) {}

  /**
   * In one transaction. `found`: by the whole poll, with this window. `last`, the account as the poll found it, comes
   * with the window that reaches the present. Does nothing when the account has no journal any more.
   */
  async run(
    tx: EntityManager,
    job: Job<PollJob>,
    { span, until, events, heals }: FeedWindow,
    { found, last }: { found: Found; last?: JournalAccount },
  ): Promise<void> {
    const { accountId } = job.payload;
    const locked = await this.writer.lock(tx, accountId);
    if (!locked) return;
    await this.writer.history.add(tx, accountId, events.map(historyOf));
    await this.fold.run(tx, accountId, leadsOf(events));
    const now = new Date();
    await this.hints.run(tx, job, heals, now);
    await this.merged.ask(tx, accountId, events, { correlationId: job.correlationId, now });
    const { missed: here } = addFound({ real: 0, missed: 0 }, heals);
    await this.writer.note(tx, accountId, {
      ...{ feedUntil: until, feedFrom: locked.feedFrom ?? span.from },
      ...{ missed: locked.missed + here, lastMissed: found.missed },
    });
    if (here > 0) job.log.info({ missed: here }, 'webhooks missed changes');
    const { correlationId } = job;
    if (last)
      await this.poll.run(tx, locked, { heals, dropped: last.droppedHints, found, now, correlationId });
  }
}
