import { AccountRepository } from '@hub/accounts';
import { Bus, forEver } from '@hub/bus';
import type { BranchChanged } from '@hub/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AskContacts } from './ask-contacts.js';

/** A branch or the rules of routing were saved: the contacts of other accounts may be wanted now. */
@Injectable()
export class FollowContacts implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly accounts: AccountRepository,
    private readonly contacts: AskContacts,
  ) {}

  onModuleInit(): void {
    this.bus.consume<BranchChanged>({
      consumer: 'observer.branch',
      subject: 'branch.changed',
      again: { forMs: forEver },
      handle: async (job) => {
        const { accountId } = job.payload;
        if (accountId !== null)
          await job.finish((tx) => this.contacts.run(tx, [accountId], job.correlationId));
      },
    });
    this.bus.consume({
      consumer: 'observer.rules',
      subject: 'rules.saved',
      again: { forMs: forEver },
      handle: async (job) => {
        const ids = (await this.accounts.list()).map(({ id }) => id);
        await job.finish((tx) => this.contacts.run(tx, ids, job.correlationId));
      },
    });
  }
}
