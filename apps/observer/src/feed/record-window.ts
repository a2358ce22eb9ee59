import { Bus, type Job } from '@hub/bus';
import { JournalWriter, type JournalAccount } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SeenChanges } from '../hint/seen-changes.js';
import { addFound, type Found } from './add-found.js';
import type { Heal } from './decide-heal.js';
import { FoldLeads } from './fold-leads.js';
import { historyOf } from './history-of.js';
import { JudgePoll } from './judge-poll.js';
import type { PollJob } from './poll-job.js';
import { leadsOf } from './read-events.js';
import type { FeedWindow } from './read-window.js';

/** Writes what a window of the feed brings: history, hints about missed changes, and the cursor. */
@Injectable()
export class RecordWindow {
  constructor(
    private readonly bus: Bus,
    private readonly writer: JournalWriter,
    private readonly fold: FoldLeads,
    private readonly seen: SeenChanges,
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
    for (const heal of heals) await this.publish(tx, accountId, heal, { now, job });
    const healed = heals.map(({ entity, entityId, changedAt }) => ({ entity, entityId, changedAt }));
    await this.seen.note(
      tx,
      accountId,
      // A hint of the poll counts like a webhook, so that the overlap of the next poll does not publish it again.
      healed.map((change) => ({ ...change, receivedAt: now })),
    );
    const { missed: here } = addFound({ real: 0, missed: 0 }, heals);
    await this.writer.note(tx, accountId, {
      ...{ feedUntil: until, feedFrom: locked.feedFrom ?? span.from },
      ...{ missed: locked.missed + here, lastMissed: found.missed },
    });
    if (here > 0) job.log.info({ missed: here }, 'webhooks missed changes');
    if (last) await this.poll.run(tx, locked, { heals, dropped: last.droppedHints, real: found.real, now });
  }

  private async publish(
    tx: EntityManager,
    accountId: string,
    { entity, entityId, action, changedAt, changedBy }: Heal,
    { now, job }: { now: Date; job: Job<PollJob> },
  ): Promise<void> {
    const change = { changedAt, changedBy, receivedAt: now.toISOString() };
    await this.bus.publish(
      tx,
      'crm.changed',
      { accountId, entity, entityId, action, source: 'poll', ...change },
      { key: `${accountId}:${entity}:${entityId}`, correlationId: job.correlationId },
    );
  }
}
