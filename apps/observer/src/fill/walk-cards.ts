import { ifAllowed, type AmoClient } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { databaseNow } from '@hub/database';
import { JournalWriter, type CardState } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { CardKindSpec, ListQuery, Read } from '../card/card-kinds.js';
import { SaveReadings, type SavedChange } from '../card/save-readings.js';
import { DueCards } from '../hint/due-cards.js';
import { judgeListed } from './judge-listed.js';

/** One walk through the cards of an account. */
export interface Walk {
  isFirstWalk: boolean;
  /** Where it begins: after the pages that an earlier attempt has read. */
  firstPage: number;
  /** Called with the page to read next, in the transaction that wrote the one before. */
  onPage?: (tx: EntityManager, next: number) => Promise<void>;
}

type FirstWalk = Omit<Walk, 'isFirstWalk'>;

/** What a walk found. */
export interface Walked {
  /** By the database's clock. */
  began: Date;
  compared: number;
  changed: number;
  /** Cards that the journal did not know. */
  added: number;
  /** The first changes: all of a big account would not fit into memory beside those of others. */
  first: SavedChange[];
}

interface Page {
  rows: Read<CardState>[];
  /** Cards whose rows could not be read. */
  left: number[];
  readAt: Date;
  isFirstWalk: boolean;
}

const mostShown = 100;
/** As many ids as one call may name (entities 1.2). */
const mostListed = 100;
/**
 * At most how often cards are walked until a walk finds no new one: when a card is removed meanwhile, another moves to
 * a page that was read already.
 */
const mostWalks = 3;

/** Walks through the cards that belong into the journal, by id, a page and a transaction at a time. */
@Injectable()
export class WalkCards {
  constructor(
    private readonly source: DataSource,
    private readonly writer: JournalWriter,
    private readonly due: DueCards,
    private readonly readings: SaveReadings,
  ) {}

  /** Cards whose row cannot be read, or is doubted (`judgeListed`), become due by id. */
  async run(
    job: Job<{ accountId: string }>,
    client: AmoClient,
    spec: CardKindSpec<CardState>,
    { isFirstWalk, firstPage, onPage }: Walk,
  ): Promise<Walked> {
    let readAt = await databaseNow(this.source);
    const walked: Walked = { began: readAt, compared: 0, changed: 0, added: 0, first: [] };
    const unread: number[] = [];
    const pages = spec.list(client, { ...spec.wanted, order: { id: 'asc' } }, firstPage, (id, error) => {
      job.log.warn({ error, entity: spec.kind, id }, 'a card of a list cannot be read and is left out');
      if (id !== null) unread.push(id);
    });
    for (let next = firstPage + 1; ; next++) {
      if (next > firstPage + 1) readAt = await databaseNow(this.source);
      const { value: rows } = await pages.next();
      const left = unread.splice(0);
      if (!rows && left.length === 0) return walked;
      const changes = await job.step(async (tx) => {
        if (rows) await onPage?.(tx, next);
        return this.save(tx, job, spec, { rows: rows ?? [], left, readAt, isFirstWalk });
      });
      if (!rows) return walked;
      walked.compared += rows.length;
      walked.changed += changes.length;
      walked.added += changes.filter(({ isNew }) => isNew).length;
      walked.first.push(...changes.slice(0, mostShown - walked.first.length));
    }
  }

  /** Walks for the first time (`runWhole`). False: cards of this kind are forbidden. */
  async fill(
    job: Job<{ accountId: string }>,
    client: AmoClient,
    spec: CardKindSpec<CardState>,
    walk: FirstWalk,
  ): Promise<boolean> {
    const walked = await ifAllowed(() => this.runWhole(job, client, spec, walk));
    if (!walked)
      job.log.warn({ entity: spec.kind }, 'cards are forbidden, the backfill goes on without them');
    return walked !== null;
  }

  /**
   * Walks for the first time, until a walk over all pages finds nothing new: one that goes on where an earlier attempt was
   * interrupted says nothing about the pages before. `began` is when the first walk did.
   */
  async runWhole(
    job: Job<{ accountId: string }>,
    client: AmoClient,
    spec: CardKindSpec<CardState>,
    { firstPage, ...walk }: FirstWalk,
  ): Promise<Walked> {
    const all = await this.run(job, client, spec, { ...walk, isFirstWalk: true, firstPage });
    let isProven = firstPage === 1 && all.added === 0;
    for (let walks = 1; walks < mostWalks && !isProven; walks++) {
      const next = await this.run(job, client, spec, { ...walk, isFirstWalk: true, firstPage: 1 });
      isProven = next.added === 0;
      all.compared = next.compared;
      all.changed += next.changed;
      all.first.push(...next.first.slice(0, mostShown - all.first.length));
    }
    return all;
  }

  /**
   * Compares the cards that a query gives with the journal, until one of them has not changed since a moment of amoCRM's
   * clock. A card that changes meanwhile is due by then or compared the next time.
   */
  async runSince(
    job: Job<{ accountId: string }>,
    client: AmoClient,
    spec: CardKindSpec<CardState>,
    { query, since }: { query: ListQuery; since: number },
  ): Promise<void> {
    let readAt = await databaseNow(this.source);
    const unread: number[] = [];
    for await (const rows of spec.list(client, query, 1, (id) => id !== null && unread.push(id))) {
      const page = { rows, left: unread.splice(0), readAt, isFirstWalk: false };
      await job.step((tx) => this.save(tx, job, spec, page));
      if (rows.some(({ state }) => state.updatedAt < since)) return;
      readAt = await databaseNow(this.source);
    }
  }

  /**
   * Compares these cards with the journal, many by one list; those that it does not show become due by id. Returns those that
   * were not compared: the account ignores the filter.
   */
  async runListed(
    job: Job<{ accountId: string }>,
    client: AmoClient,
    spec: CardKindSpec<CardState>,
    ids: readonly number[],
  ): Promise<readonly number[]> {
    for (let from = 0; from < ids.length; from += mostListed) {
      const unmet = new Set(ids.slice(from, from + mostListed));
      const readAt = await databaseNow(this.source);
      for await (const rows of spec.list(client, { filter: { id: [...unmet] } }, 1, () => undefined)) {
        if (rows.some(({ id }) => !unmet.has(id))) return ids.slice(from);
        await job.step((tx) => this.save(tx, job, spec, { rows, left: [], readAt, isFirstWalk: false }));
        for (const { id } of rows) unmet.delete(id);
      }
      await job.step((tx) => this.askFor(tx, job, spec, [...unmet]));
    }
    return [];
  }

  private async save(
    tx: EntityManager,
    job: Job<{ accountId: string }>,
    spec: CardKindSpec<CardState>,
    { rows, left, readAt, isFirstWalk }: Page,
  ): Promise<SavedChange[]> {
    const { accountId } = job.payload;
    if (!(await this.writer.lock(tx, accountId))) return [];
    const ids = rows.map(({ id }) => id);
    const known = await spec.known(this.writer.cards, tx, accountId, ids);
    const { readings, doubted } = judgeListed(rows, known);
    await this.askFor(tx, job, spec, [...left, ...doubted]);
    const dueIds = await this.due.among(tx, accountId, spec.kind, ids);
    const about = { accountId, readings, dueIds, readAt, isFirstWalk };
    const saved = await this.readings.save(tx, spec, about, job.correlationId);
    return saved?.changes ?? [];
  }

  /** Makes cards due without a reported change. */
  async askFor(
    tx: EntityManager,
    job: Job<{ accountId: string }>,
    { kind: entity }: Pick<CardKindSpec<CardState>, 'kind'>,
    ids: readonly number[],
  ): Promise<void> {
    const { accountId } = job.payload;
    const unreported = {
      changedAt: null,
      changedBy: null,
      isDeletionReported: false,
      hintId: null,
      isReadElsewhere: false,
    };
    for (const entityId of ids)
      await this.due.ask(tx, { accountId, entity, entityId, lane: 'rest', ...unreported }, job.correlationId);
  }
}
