import { Bus } from '@hub/bus';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { fillConsumer, type FillJob } from './begin-journal.js';
import { FillAccount } from './fill-account.js';

/** Starts the backfill of an account. */
@Injectable()
export class FillConsumer implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly fill: FillAccount,
  ) {}

  onModuleInit(): void {
    this.bus.consume<FillJob>({
      consumer: fillConsumer,
      concurrency: 8,
      handle: (job) => this.fill.run(job),
    });
  }
}
