import type { AmoClient } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { JournalWriter } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { FoldLeads } from '../feed/fold-leads.js';
import { historyOf } from '../feed/history-of.js';
import { firstReachSeconds } from '../feed/poll-job.js';
import { leadsOf, ReadEvents } from '../feed/read-events.js';
import { nextLength, nextWindow, type FeedWindow } from './feed-window.js';

/**
 * Reads the feed of an account back to the start of last month, a window and a transaction at a time. Where amoCRM keeps
 * less, `feedFrom` is in the end the oldest event that it still had.
 */
@Injectable()
export class FillFeed {
  constructor(
    private readonly events: ReadEvents,
    private readonly writer: JournalWriter,
    private readonly fold: FoldLeads,
  ) {}

  /** Goes on where `feedFrom` says. False when the account has no journal any more. */
  async run(job: Job<{ accountId: string }>, client: AmoClient): Promise<boolean> {
    const { accountId } = job.payload;
    let seconds = nextLength(null);
    for (;;) {
      const window = await job.step((tx) => this.windowOf(tx, accountId, seconds));
      if (window === 'none') return false;
      if (window === 'done') return true;
      const events = await this.events.read(client, window, job.log);
      seconds = nextLength({ seconds, events: events.length });
      await job.step(async (tx) => {
        if (!(await this.writer.lock(tx, accountId))) return;
        await this.writer.history.add(tx, accountId, events.map(historyOf));
        await this.fold.run(tx, accountId, leadsOf(events));
        await this.writer.note(tx, accountId, { feedFrom: window.from });
      });
    }
  }

  /** History that nobody has begun to read begins now: the poll goes on from here, and this goes back. */
  private async windowOf(
    tx: EntityManager,
    accountId: string,
    seconds: number,
  ): Promise<FeedWindow | 'none' | 'done'> {
    const account = await this.writer.lock(tx, accountId);
    if (!account) return 'none';
    const now = Math.floor(Date.now() / 1000);
    const { fillWantedFrom, feedFrom } = account;
    if (feedFrom === null)
      await this.writer.note(tx, accountId, {
        feedFrom: now,
        feedUntil: account.feedUntil ?? now - firstReachSeconds,
      });
    const window = nextWindow(feedFrom ?? now, fillWantedFrom, seconds);
    if (window) return window;
    // The feed has ended where leads are older than the oldest event: amoCRM keeps its feed for less long.
    const oldest = (await this.writer.history.oldestMoment(tx, accountId)) ?? now;
    const span = { from: fillWantedFrom, to: oldest };
    const feedEnded = await this.writer.cards.hasLeadCreated(tx, accountId, span);
    await this.writer.note(tx, accountId, { feedEnded, ...(feedEnded ? { feedFrom: oldest } : {}) });
    return 'done';
  }
}
