import { Bus, forEver } from '@hub/bus';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { checkConsumer, type CheckJob } from './ask-check.js';
import { CheckJournal } from './check-journal.js';

/** Starts the comparison of a journal with its account. */
@Injectable()
export class CheckConsumer implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly check: CheckJournal,
  ) {}

  onModuleInit(): void {
    this.bus.consume<CheckJob>({
      consumer: checkConsumer,
      concurrency: 4,
      again: { forMs: forEver },
      handle: (job) => this.check.run(job),
    });
  }
}
