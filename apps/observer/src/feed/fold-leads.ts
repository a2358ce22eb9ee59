import { JournalWriter, wasSeen } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { foldEvents } from './fold-events.js';

/** Completes the stage entries of leads with the owner of that moment, from all that history has of them. */
@Injectable()
export class FoldLeads {
  constructor(private readonly writer: JournalWriter) {}

  async run(tx: EntityManager, accountId: string, leadIds: readonly number[]): Promise<void> {
    if (leadIds.length === 0) return;
    const { cards, history } = this.writer;
    const events = await history.findFolded(tx, accountId, leadIds);
    if (events.size === 0) return;
    const known = await cards.findLeads(tx, accountId, [...events.keys()]);
    const entries = [...events].flatMap(([id, own]) => {
      const { state } = known.get(id) ?? {};
      return foldEvents(own, state && wasSeen(state) ? state : null);
    });
    await history.complete(tx, accountId, entries);
  }
}
