import type { AmoClient } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { databaseNow } from '@hub/database';
import { JournalWriter, type CardState } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DueCards, type DueCard, type ReadJob } from '../hint/due-cards.js';
import type { CardKindSpec } from './card-kinds.js';
import { judgeReading } from './judge-reading.js';
import { CardReader } from './read-cards.js';
import { SaveReadings } from './save-readings.js';
import { takeHanded } from './take-handed.js';

/** Reads due cards of one kind, as many as one call may name, and writes what they are. */
@Injectable()
export class ReadPage {
  constructor(
    private readonly source: DataSource,
    private readonly writer: JournalWriter,
    private readonly reader: CardReader,
    private readonly due: DueCards,
    private readonly readings: SaveReadings,
  ) {}

  /** What another service has read for the same hint replaces a call. Cards that cannot be read are put off. */
  async run(
    job: Job<ReadJob>,
    client: AmoClient,
    spec: CardKindSpec<CardState>,
    cards: readonly DueCard[],
  ): Promise<void> {
    const { accountId } = job.payload;
    const ids = cards.map(({ entityId }) => entityId);
    const known = await spec.known(this.writer.cards, this.source.manager, accountId, ids);
    const readAt = await databaseNow(this.source);
    const handed = cards.flatMap((card) => takeHanded(card, known.get(card.entityId)));
    const left = cards.filter((card) => !handed.some((one) => one.card === card));
    const { found, unreadable } = await this.reader.read(client, spec, left, known);
    const verdicts = [...handed, ...[...found].map(([card, state]) => judgeReading(card, state, readAt))];
    await job.step(async (tx) => {
      const seen = verdicts.flatMap(({ reading }) => (reading ? [reading] : []));
      await this.readings.save(tx, spec, { accountId, readings: seen, readAt }, job.correlationId);
      await this.due.noteHooks(tx, [...verdicts.map(({ card }) => card), ...unreadable.keys()]);
      await this.due.answer(
        tx,
        verdicts.flatMap(({ card, reading }) => (reading ? [card] : [])),
      );
      for (const { card, putOff } of verdicts) if (putOff) await this.due.putOff(tx, card, putOff);
      await this.due.putOffUnread(tx, unreadable.keys());
    });
    const [error] = unreadable.values();
    const put = [...unreadable.keys()].map(({ entityId }) => entityId);
    if (error) job.log.warn({ error, entity: spec.kind, ids: put }, 'cards cannot be read and are put off');
  }
}
