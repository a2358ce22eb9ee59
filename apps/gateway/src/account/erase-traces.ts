import { Inject, Injectable } from '@nestjs/common';
import { BranchRepository } from '@hub/accounts';
import type { EntityManager } from 'typeorm';
import { Audit } from '../audit/audit.repository.js';
import { KeyRepository } from '../key/key.repository.js';
import { PollRepository } from '../poll/poll.repository.js';
import { IdempotencyRepository } from '../route/idempotency.repository.js';
import { WebhookRepository } from '../webhook/webhook.repository.js';

/** Where bodies and answers of REST calls are kept: the audit, and what Idempotency-Key gives again. */
@Injectable()
export class KeptAnswers {
  constructor(
    private readonly audit: Audit,
    private readonly idempotency: IdempotencyRepository,
  ) {}

  async mask(tx: EntityManager, accountId: string, branchIds: readonly string[]): Promise<void> {
    await this.audit.maskContacts(tx, accountId, branchIds);
    await this.idempotency.forget(tx, branchIds);
  }
}

/** What the gateway keeps of an account besides its tokens: hooks, the poll's cursor, people. */
@Injectable()
export class EraseTraces {
  constructor(
    @Inject(BranchRepository) private readonly branches: BranchRepository,
    private readonly webhooks: WebhookRepository,
    private readonly polls: PollRepository,
    private readonly keys: KeyRepository,
    private readonly kept: KeptAnswers,
  ) {}

  /** Closes the branches of the account and erases hooks, cursor, contact persons and the keys of these branches. */
  async erase(tx: EntityManager, accountId: string, now: Date): Promise<void> {
    await this.webhooks.erase(tx, accountId);
    await this.polls.erase(tx, accountId);
    const branches = await this.branches.listByAccount(accountId, tx);
    for (const branch of branches) {
      await this.branches.save(tx, Object.assign(branch, { contactPerson: null, state: 'closed' as const }));
    }
    const ids = branches.map(({ id }) => id);
    await this.keys.revokeTiedTo(tx, ids, now);
    await this.kept.mask(tx, accountId, ids);
  }
}
