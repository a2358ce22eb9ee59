import { Bus } from '@hub/bus';
import { inTransaction } from '@hub/database';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ExceptionRepository } from './exception.repository.js';

const consumer = 'sync.exception-ends';
const everyMs = 60_000;

/** Raises the alarm of every exception that ends, once, and clears it while the account is in another group. */
@Injectable()
export class ExceptionEnds implements OnModuleInit {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(ExceptionRepository) private readonly exceptions: ExceptionRepository,
    @Inject(Bus) private readonly bus: Bus,
  ) {}

  onModuleInit(): void {
    this.bus.consume({ consumer, concurrency: 1, handle: () => this.tick(new Date()) });
    this.bus.schedule({ consumer, when: { everyMs } });
  }

  /** Finds exceptions that have ended, and ended ones whose account has left their group. */
  async tick(now: Date): Promise<void> {
    await inTransaction(this.source, (tx) => this.exceptions.expire(tx, now));
    await inTransaction(this.source, (tx) => this.exceptions.clearLeft(tx, now));
  }
}
