import { Bus } from '@hub/bus';
import type { CardChanged } from '@hub/contracts';
import {
  JournalWriter,
  type CardKind,
  type CardRow,
  type CardState,
  type JournalAccount,
  type NewHistory,
} from '@hub/journal';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { FoldLeads } from '../feed/fold-leads.js';
import type { CardKindSpec } from './card-kinds.js';
import { authorOf, type ReportedAuthor } from './author-of.js';
import { decideChange, type Change } from './decide-change.js';
import { readHistoryOf } from './read-history-of.js';

/** What a reading says of one card. */
export interface Reading<S> {
  id: number;
  /** Null: it is gone. */
  state: S | null;
  /** When it went, by amoCRM's seconds; for a card that is gone. */
  goneAt?: number;
  /** Who made the change, where that is certain. */
  authorId?: number | null;
  /** By whom and of what a change is reported, where no later one shows. */
  reported?: ReportedAuthor;
  /** When this reading began, where another one than `readAt` of all. */
  readAt?: Date;
}

export interface Readings<S> {
  accountId: string;
  readings: readonly Reading<S>[];
  /** When the reading began, by the database's clock: what was read later stays. */
  readAt: Date;
  /** Cards that are being read by id: unchanged, they do not count as read by this. */
  dueIds?: ReadonlySet<number>;
  /** The first walk of an account publishes nothing about cards that were never seen. */
  isFirstWalk?: boolean;
}

export interface SavedChange {
  id: number;
  /** The journal did not know the card. */
  isNew: boolean;
  attributes: string[];
}

interface FoundChange<S> {
  reading: Reading<S>;
  authorId: number | null;
  change: Change<S>;
  correlationId: string;
}

/** Compares readings with the journal and writes what differs: state, history and the message about it, in one transaction. */
@Injectable()
export class SaveReadings {
  constructor(
    private readonly writer: JournalWriter,
    private readonly fold: FoldLeads,
    private readonly bus: Bus,
  ) {}

  /** Returns what differed; null when nothing is written: the account has no journal any more, or keeps no such cards. */
  async save<S extends CardState>(
    tx: EntityManager,
    spec: CardKindSpec<S>,
    about: Readings<S>,
    correlationId: string,
  ): Promise<{ account: JournalAccount; changes: SavedChange[] } | null> {
    const { accountId } = about;
    const account = await this.writer.lock(tx, accountId);
    if (!account || spec.isKept?.(account) === false) return null;
    const ids = about.readings.map(({ id }) => id);
    const known = await spec.known(this.writer.cards, tx, accountId, ids);
    const rows: CardRow<S>[] = [];
    const history: NewHistory[] = [];
    const changes: SavedChange[] = [];
    for (const reading of about.readings) {
      const before = known.get(reading.id) ?? null;
      const readAt = reading.readAt ?? about.readAt;
      // Lists may lag: one that was read later does not overwrite a newer change.
      const isNewer = before && reading.state && reading.state.updatedAt > before.state.updatedAt;
      if (before && before.readAt > readAt && !isNewer) continue;
      const kept =
        before && reading.state
          ? (spec.asKept?.(before.state, reading.state) ?? reading.state)
          : reading.state;
      const change = decideChange(before, kept);
      if (!change) continue;
      const goneSince = reading.goneAt ?? Math.floor(readAt.getTime() / 1000);
      const state = change.after ?? change.before ?? spec.unseen?.(goneSince);
      if (!state) continue;
      const goneAt = change.after ? null : goneSince;
      rows.push({ id: reading.id, state, version: change.version, goneAt, readAt });
      const { reported, authorId = reported ? authorOf(reported, change) : null } = reading;
      history.push(...readHistoryOf(spec.kind, { id: reading.id, authorId }, change, goneAt));
      changes.push({ id: reading.id, isNew: !before, attributes: change.attributes });
      if (spec.isPublished && (before || !about.isFirstWalk))
        await this.publish(tx, spec, about, { reading, authorId, change, correlationId });
    }
    await spec.save(this.writer.cards, tx, accountId, rows);
    await this.touch(tx, spec.kind, about);
    await this.writer.history.add(tx, accountId, history);
    if (spec.kind === 'lead') {
      // What happened to a lead while it was not known, or was gone, shows an owner only now.
      const fresh = rows
        .filter(({ id, goneAt }) => goneAt === null && known.get(id)?.goneAt !== null)
        .map(({ id }) => id);
      await this.fold.run(tx, accountId, fresh);
    }
    return { account, changes };
  }

  private async touch<S extends CardState>(
    tx: EntityManager,
    kind: CardKind,
    { accountId, readings, readAt, dueIds }: Readings<S>,
  ): Promise<void> {
    const met = readings.filter(({ id }) => !dueIds?.has(id));
    const ids = met.filter((reading) => !reading.readAt).map(({ id }) => id);
    await this.writer.cards.touch(tx, kind, accountId, { ids, readAt });
    for (const { id, readAt: own } of met)
      if (own) await this.writer.cards.touch(tx, kind, accountId, { ids: [id], readAt: own });
  }

  private async publish<S extends CardState>(
    tx: EntityManager,
    { kind }: CardKindSpec<S>,
    { accountId, readAt }: Readings<S>,
    { reading, authorId, change, correlationId }: FoundChange<S>,
  ): Promise<void> {
    const moment = change.after?.updatedAt ?? reading.goneAt ?? Math.floor(readAt.getTime() / 1000);
    const { version, before, after } = change;
    const about = { accountId, entity: kind, entityId: reading.id, version, before, after, moment };
    const payload = { ...about, authorId } as unknown as CardChanged;
    const key = `${accountId}:${kind}:${reading.id}`;
    await this.bus.publish(tx, 'card.changed', payload, { key, correlationId });
  }
}
