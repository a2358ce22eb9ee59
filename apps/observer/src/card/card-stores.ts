import { JournalWriter } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DueCards } from '../hint/due-cards.js';
import { CardReader } from './read-cards.js';
import { SaveReadings } from './save-readings.js';

/** What reading and keeping cards needs. */
@Injectable()
export class CardStores {
  constructor(
    readonly source: DataSource,
    readonly writer: JournalWriter,
    readonly due: DueCards,
    readonly reader: CardReader,
    readonly readings: SaveReadings,
  ) {}

  /** The database's clock: one clock for all processes. */
  async now(): Promise<Date> {
    const [row] = await this.source.query<{ now: Date }[]>('SELECT clock_timestamp() AS now');
    if (!row) throw new Error('The database did not tell the time');
    return row.now;
  }
}
