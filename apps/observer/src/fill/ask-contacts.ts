import { randomUUID } from 'node:crypto';
import { Bus } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export const contactsConsumer = 'observer.contacts';

export interface ContactsJob {
  accountId: string;
}

/** Asks to check whether the contacts of accounts are to be kept. */
@Injectable()
export class AskContacts {
  constructor(private readonly bus: Bus) {}

  /** Something changed by which contacts are wanted or not; what is as it should be costs no call. */
  async run(tx: EntityManager, accountIds: readonly string[], correlationId: string): Promise<void> {
    const jobs = accountIds.map((accountId) => ({
      payload: { accountId } satisfies ContactsJob,
      about: { id: randomUUID(), key: contactsKey(accountId), correlationId },
    }));
    if (jobs.length > 0) await this.bus.enqueueAll(tx, contactsConsumer, jobs);
  }
}

/** Checks of one account run one after the other. */
export function contactsKey(accountId: string): string {
  return `contacts:${accountId}`;
}
