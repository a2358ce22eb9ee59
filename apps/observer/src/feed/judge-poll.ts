import { Bus } from '@hub/bus';
import { JournalWriter, type JournalAccount } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { findUnreadSince } from '../hint/unread-since.js';
import { ObserverConfig } from '../observer.config.js';
import type { Found } from './add-found.js';
import type { Heal } from './decide-heal.js';
import { DroppedHints } from './dropped-hints.js';
import { HookSilence } from './hook-silence.js';
import { pollConsumer, pollKey, type PollJob } from './poll-job.js';

interface Polled {
  heals: readonly Heal[];
  /** Hints that the gateway had dropped when the poll began. */
  dropped: number;
  found: Found;
  now: Date;
  correlationId: string;
}

/** Judges the webhooks of an account when its feed has been read up to now. */
@Injectable()
export class JudgePoll {
  constructor(
    private readonly writer: JournalWriter,
    private readonly silence: HookSilence,
    private readonly floods: DroppedHints,
    private readonly bus: Bus,
    private readonly config: ObserverConfig,
  ) {}

  /** By the locked row: a webhook that came while the feed was read counts. `found`: by the whole poll. */
  async run(
    tx: EntityManager,
    locked: JournalAccount,
    { heals, dropped, found, now, correlationId }: Polled,
  ): Promise<void> {
    const { accountId } = locked;
    const silence = this.silence.judge(locked, heals);
    await this.writer.note(tx, accountId, {
      ...(await findUnreadSince(tx, accountId)),
      ...{ polledAt: now, silentPolls: silence.polls, silentChanges: silence.changes },
    });
    await this.silence.say(tx, accountId, silence, now);
    await this.floods.judge(tx, accountId, { dropped, real: found.real }, now);
    if (found.missed > 0) await this.pollSoon(tx, accountId, correlationId);
  }

  /** While polls find what webhooks should have named, the feed is read four times as often. */
  private async pollSoon(tx: EntityManager, accountId: string, correlationId: string): Promise<void> {
    const afterMs = Math.max(1_000, (this.config.POLL_SECONDS * 1000) / 4);
    const runAt = new Date(Date.now() + afterMs);
    const id = `soon:${accountId}:${Math.floor(runAt.getTime() / afterMs)}`;
    const about = { id, key: pollKey(accountId), runAt, correlationId };
    await this.bus.enqueue(tx, pollConsumer, { accountId } satisfies PollJob, about);
  }
}
