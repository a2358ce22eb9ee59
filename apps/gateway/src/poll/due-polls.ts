import { Inject, Injectable } from '@nestjs/common';
import { AccountRepository } from '@hub/accounts';
import { pollConsumer, pollKey } from './poll-job.js';
import { PollRepository } from './poll.repository.js';

/** Which accounts to poll. */
@Injectable()
export class DuePolls {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    private readonly polls: PollRepository,
  ) {}

  /** Callable accounts whose last poll is done: one that waits, for a block to end, say, will read up to then itself. */
  async listAccountIds(): Promise<string[]> {
    const unfinished = await this.polls.findUnfinished(pollConsumer);
    const accounts = await this.accounts.listCallable();
    return accounts.map(({ id }) => id).filter((id) => !unfinished.has(pollKey(id)));
  }
}
