import type { AmoEvent } from '@hub/amocrm';
import type { Logger } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { OwnWrites } from '../echo/own-writes.js';
import { SeenChanges } from '../hint/seen-changes.js';
import { decideHeal, type Heal } from './decide-heal.js';
import { readUntil, type FeedSpan } from './next-span.js';
import { leadsOf, ReadEvents, toPolled } from './read-events.js';

/** What was read of one span of the feed, and the hints that no webhook gave. */
export interface FeedWindow {
  span: FeedSpan;
  /** Up to when the feed has been read, amoCRM's seconds. */
  until: number;
  events: AmoEvent[];
  heals: Heal[];
}

/** Reads a span of the feed and compares it with what webhooks have reported. */
@Injectable()
export class ReadWindow {
  constructor(
    private readonly events: ReadEvents,
    private readonly seen: SeenChanges,
    private readonly own: OwnWrites,
  ) {}

  /** Null when the account is not to be called now. */
  async run(
    wanted: { accountId: string; span: FeedSpan; priority: 'routing' | 'bulk' },
    log: Logger,
  ): Promise<FeedWindow | null> {
    const { accountId, span } = wanted;
    const events = await this.events.since(wanted, log);
    if (!events) return null;
    const polled = events.map(toPolled);
    const ids = polled.flatMap(({ entityId, farEnd }) => [entityId, farEnd?.entityId ?? []].flat());
    const waiting = await this.seen.findWaiting(accountId, polled);
    const taken = await this.own.findTaken(accountId, leadsOf(events), log);
    const seen = await this.seen.find(accountId, [...new Set(ids)]);
    const heals = decideHeal(polled, seen, { taken, waiting });
    return { ...{ span, events, heals }, until: readUntil(span, events, Math.floor(Date.now() / 1000)) };
  }
}
