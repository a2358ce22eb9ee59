import type { AmoClient } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import type { CardState } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { CardKindSpec, Read } from '../card/card-kinds.js';
import { isBelieved } from '../card/decide-change.js';
import { CardStores } from '../card/card-stores.js';
import type { SavedChange } from '../card/save-readings.js';

/** One walk through the cards of an account. */
export interface Walk {
  isFirstLook: boolean;
  /** Where it begins: after the pages that an earlier attempt has read. */
  firstPage: number;
  /** Told of the page to read next, in the transaction that wrote the one before. */
  onPage?: (tx: EntityManager, next: number) => Promise<void>;
}

/** What a walk found. */
export interface Walked {
  compared: number;
  changes: SavedChange[];
}

/** Walks through the cards that belong into the journal, by id, a page and a transaction at a time. */
@Injectable()
export class WalkCards {
  constructor(private readonly stores: CardStores) {}

  /** Rows that are older than what is known are left alone: lists may lag. */
  async run(
    job: Job<{ accountId: string }>,
    client: AmoClient,
    spec: CardKindSpec<CardState>,
    { isFirstLook, firstPage, onPage }: Walk,
  ): Promise<Walked> {
    const walked: Walked = { compared: 0, changes: [] };
    const pages = spec.list(client, { ...spec.wanted, order: { id: 'asc' } }, firstPage);
    for (let next = firstPage + 1; ; next++) {
      const readAt = await this.stores.now();
      const { value: rows } = await pages.next();
      if (!rows) return walked;
      const changes = await job.step(async (tx) => {
        await onPage?.(tx, next);
        return this.save(tx, job, spec, { rows, readAt, isFirstLook });
      });
      walked.compared += rows.length;
      walked.changes.push(...changes);
    }
  }

  private async save(
    tx: EntityManager,
    job: Job<{ accountId: string }>,
    spec: CardKindSpec<CardState>,
    { rows, readAt, isFirstLook }: { rows: Read<CardState>[]; readAt: Date; isFirstLook: boolean },
  ): Promise<SavedChange[]> {
    const { writer, readings: saver } = this.stores;
    const { accountId } = job.payload;
    await writer.lock(tx, accountId);
    const ids = rows.map(({ id }) => id);
    const known = await spec.known(writer.cards, tx, accountId, ids);
    const readings = rows.filter(({ id, state }) =>
      isBelieved(state, { changedAt: null, knownUpdatedAt: known.get(id)?.state.updatedAt ?? null }),
    );
    const saved = await saver.save(tx, spec, { accountId, readings, readAt, isFirstLook }, job.correlationId);
    return saved?.changes ?? [];
  }
}
