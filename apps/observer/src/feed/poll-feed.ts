import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { AmoEvent } from '@hub/amocrm';
import { Bus, type Job } from '@hub/bus';
import { Journal, JournalWriter, type JournalAccount } from '@hub/journal';
import type { EntityManager } from 'typeorm';
import { BeginJournal } from '../fill/begin-journal.js';
import { SeenChanges } from '../hint/seen-changes.js';
import { addFound, type Found } from './add-found.js';
import { decideHeal, type Heal } from './decide-heal.js';
import { DroppedHints } from './dropped-hints.js';
import { FoldLeads } from './fold-leads.js';
import { historyOf } from './history-of.js';
import { HookSilence } from './hook-silence.js';
import { cursorOf, nextSpan, readUntil, type FeedSpan } from './next-span.js';
import { pollConsumer, type PollJob } from './poll-job.js';
import { ReadEvents, toPolled } from './read-events.js';

/** What a poll's result is held against and kept in. */
@Injectable()
export class FeedStores {
  constructor(
    readonly journal: Journal,
    readonly writer: JournalWriter,
    readonly fold: FoldLeads,
    readonly seen: SeenChanges,
    readonly journals: BeginJournal,
  ) {}
}

/**
 * Reads what is new in the feed of an account: each event leaves a row of history, and a change that no webhook named
 * becomes a hint. History, hints and cursor commit together, so after a crash the same span is read again.
 */
@Injectable()
export class PollFeed implements OnModuleInit {
  constructor(
    private readonly stores: FeedStores,
    private readonly floods: DroppedHints,
    private readonly events: ReadEvents,
    private readonly silence: HookSilence,
    @Inject(Bus) private readonly bus: Bus,
  ) {}

  onModuleInit(): void {
    this.bus.consume<PollJob>({ consumer: pollConsumer, concurrency: 16, handle: (job) => this.poll(job) });
  }

  /** After a standstill the feed is read window by window, oldest first, each with a transaction of its own. */
  private async poll(job: Job<PollJob>): Promise<void> {
    const { accountId, isUrgent = false } = job.payload;
    const { journal, journals } = this.stores;
    await journals.ensure(accountId, job.correlationId);
    const last = await journal.findAccount(accountId);
    if (!last) return;
    const now = Math.floor(Date.now() / 1000);
    const priority = isUrgent ? 'routing' : 'bulk';
    let read: ReadWindow | null = null;
    let before: Found = { real: 0, missed: 0 };
    for (;;) {
      const span = nextSpan(read?.until ?? cursorOf(last.feedUntil, now), now, read);
      read = await this.read(job, span, priority);
      if (!read) return;
      const window = read;
      // Dropped hints are counted over the whole poll, and so must be what it found.
      const found = addFound(before, window.heals);
      if (span.to === undefined) return job.finish((tx) => this.keep(tx, job, window, { found, last }));
      await job.step((tx) => this.keep(tx, job, window, { found }));
      before = found;
    }
  }

  /** The events of a span and what they ask for; null when the account is not to be called now. */
  private async read(
    job: Job<PollJob>,
    span: FeedSpan,
    priority: 'routing' | 'bulk',
  ): Promise<ReadWindow | null> {
    const { accountId } = job.payload;
    const events = await this.events.since({ accountId, span, priority }, job.log);
    if (!events) return null;
    const polled = events.map(toPolled);
    const ids = polled.flatMap(({ entityId, farEnd }) => [entityId, farEnd?.entityId ?? []].flat());
    const { seen } = this.stores;
    const taken = await seen.own.findTaken(accountId, this.events.leadsOf(events), job.log);
    const heals = decideHeal(polled, await seen.find(accountId, [...new Set(ids)]), taken);
    return { ...{ span, events, heals }, until: readUntil(span, events, Math.floor(Date.now() / 1000)) };
  }

  /** `found`: with this window. `last`, the account as the poll found it, comes with the window that reaches the present. */
  private async keep(
    tx: EntityManager,
    job: Job<PollJob>,
    { span, until, events, heals }: ReadWindow,
    { found, last }: { found: Found; last?: JournalAccount },
  ): Promise<void> {
    const { accountId } = job.payload;
    const { writer, seen, fold } = this.stores;
    const locked = await writer.lock(tx, accountId);
    if (!locked) return;
    await writer.history.add(tx, accountId, events.map(historyOf));
    await fold.run(tx, accountId, this.events.leadsOf(events));
    const now = new Date();
    for (const heal of heals) await this.publish(tx, accountId, heal, { now, job });
    const healed = heals.map(({ entity, entityId, changedAt }) => ({ entity, entityId, changedAt }));
    await seen.note(
      tx,
      accountId,
      // A hint of the poll counts like a webhook, so that the overlap of the next poll does not publish it again.
      healed.map((change) => ({ ...change, receivedAt: now })),
    );
    const { missed: here } = addFound({ real: 0, missed: 0 }, heals);
    await writer.note(tx, accountId, {
      ...{ feedUntil: until, feedFrom: locked.feedFrom ?? span.from },
      ...{ missed: locked.missed + here, lastMissed: found.missed },
    });
    if (here > 0) job.log.info({ missed: here }, 'webhooks missed changes');
    if (last) await this.endPoll(tx, locked, { heals, dropped: last.droppedHints, real: found.real, now });
  }

  /** The account has been read up to now: missing webhooks are judged by the locked row. */
  private async endPoll(
    tx: EntityManager,
    locked: JournalAccount,
    { heals, dropped, real, now }: { heals: readonly Heal[]; dropped: number; real: number; now: Date },
  ): Promise<void> {
    const { accountId } = locked;
    // A webhook that came while the feed was read counts.
    const silence = this.silence.judge(locked, heals);
    await this.stores.writer.note(tx, accountId, {
      ...{ polledAt: now, silentPolls: silence.polls, silentChanges: silence.changes },
    });
    await this.silence.say(tx, accountId, silence, now);
    await this.floods.judge(tx, accountId, { dropped, real }, now);
  }

  private async publish(
    tx: EntityManager,
    accountId: string,
    { entity, entityId, action, changedAt, changedBy }: Heal,
    { now, job }: { now: Date; job: Job<PollJob> },
  ): Promise<void> {
    const told = { changedAt, changedBy, receivedAt: now.toISOString() };
    await this.bus.publish(
      tx,
      'crm.changed',
      { accountId, entity, entityId, action, source: 'poll', ...told },
      { key: `${accountId}:${entity}:${entityId}`, correlationId: job.correlationId },
    );
  }
}

interface ReadWindow {
  span: FeedSpan;
  /** Up to when the feed has been read, amoCRM's seconds. */
  until: number;
  events: AmoEvent[];
  heals: Heal[];
}
