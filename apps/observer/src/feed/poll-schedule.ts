import { AccountRepository } from '@hub/accounts';
import { Bus } from '@hub/bus';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ObserverConfig } from '../observer.config.js';
import { pollConsumer, pollKey, type PollJob } from './poll-job.js';

/**
 * Polls every callable account once per period. An account whose last poll is unfinished (it waits for a block to
 * end, for example) is left out: that poll will read up to the present itself.
 */
@Injectable()
export class PollSchedule implements OnModuleInit {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(Bus) private readonly bus: Bus,
    private readonly config: ObserverConfig,
  ) {}

  onModuleInit(): void {
    this.bus.schedule({
      consumer: pollConsumer,
      when: { everyMs: this.config.POLL_SECONDS * 1000 },
      subjects: async () =>
        (await this.accounts.listCallable()).map(({ id: accountId }) => ({
          key: pollKey(accountId),
          payload: { accountId } satisfies PollJob,
        })),
    });
  }
}
