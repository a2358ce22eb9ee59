import { AlarmRepository } from '@hub/accounts';
import { Bus } from '@hub/bus';
import { countries, dayAt, missingYears } from '@hub/calendar';
import { inTransaction } from '@hub/database';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';

const consumer = 'gateway.calendars';
const timeZone = 'Europe/Moscow';

/** Says once a day which production calendars are missing: of this year, and from December on of the next one. */
@Injectable()
export class WatchCalendars implements OnModuleInit {
  constructor(
    private readonly source: DataSource,
    @Inject(AlarmRepository) private readonly alarms: AlarmRepository,
    @Inject(Bus) private readonly bus: Bus,
  ) {}

  onModuleInit(): void {
    this.bus.consume({ consumer, concurrency: 1, handle: () => this.review(new Date()) });
    this.bus.schedule({ consumer, when: { at: '09:00', timeZone } });
  }

  /** Raises an alarm for each calendar that is missing at `now`, and clears those of calendars that are there. */
  async review(now: Date): Promise<void> {
    const today = dayAt(now.getTime(), timeZone);
    const missing = Object.entries(countries).flatMap(([country, law]) =>
      missingYears(law, today).map((year) => ({ country, year: String(year) })),
    );
    const subjectOf = ({ country, year }: (typeof missing)[number]) => `${country}:${year}`;
    await inTransaction(this.source, async (tx) => {
      for (const facts of missing)
        await this.alarms.keep(tx, { kind: 'calendar-missing', subject: subjectOf(facts), facts }, now);
      const kept = { prefix: '', subjects: missing.map(subjectOf) };
      await this.alarms.clearOthers(tx, 'calendar-missing', kept, now);
    });
  }
}
