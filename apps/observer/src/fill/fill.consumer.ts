import { Bus, forEver } from '@hub/bus';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AskContacts } from './ask-contacts.js';
import { fillConsumer, type FillJob } from './begin-journal.js';
import { FillAccount } from './fill-account.js';

/** Starts the backfill of an account; its contacts follow. */
@Injectable()
export class FillConsumer implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly fill: FillAccount,
    private readonly contacts: AskContacts,
  ) {}

  onModuleInit(): void {
    this.bus.consume<FillJob>({
      consumer: fillConsumer,
      concurrency: 8,
      again: { forMs: forEver },
      handle: async (job) => {
        await this.fill.run(job);
        await job.finish((tx) => this.contacts.run(tx, [job.payload.accountId], job.correlationId));
      },
    });
  }
}
