import { Inject, Injectable } from '@nestjs/common';
import { BranchRepository, type Account } from '@hub/accounts';
import { Bus } from '@hub/bus';
import type { BranchChanged } from '@hub/contracts';
import type { EntityManager } from 'typeorm';
import { Audit } from '../audit/audit.repository.js';
import { KeyRepository } from '../key/key.repository.js';
import { ConnectLinkRepository } from '../oauth/connect-link.repository.js';
import { IdempotencyRepository } from '../route/idempotency.repository.js';
import { WebhookRepository } from '../webhook/webhook.repository.js';

/** What is kept of an account away from its own rows: in bodies of REST calls, in work of the bus, by other services. */
@Injectable()
export class KeptElsewhere {
  constructor(
    private readonly audit: Audit,
    private readonly idempotency: IdempotencyRepository,
    private readonly links: ConnectLinkRepository,
    @Inject(Bus) private readonly bus: Bus,
  ) {}

  /** Running transfers to a branch that is closed now are decided again. */
  async announce(tx: EntityManager, branch: BranchChanged, correlationId: string): Promise<void> {
    await this.bus.publish(tx, 'branch.changed', branch, { key: branch.branchId, correlationId });
  }

  /** Masks and erases here, and publishes the removal for the other services. */
  async forget(
    tx: EntityManager,
    account: Account,
    branchIds: readonly string[],
    correlationId: string,
  ): Promise<void> {
    const { id: accountId, host } = account;
    await this.audit.maskContacts(tx, accountId, branchIds);
    await this.audit.maskNames(tx, account);
    await this.idempotency.forget(tx, [accountId, `//${host}/`, ...branchIds]);
    await this.links.erase(tx, accountId);
    await this.bus.forget(tx, { accountId, host });
    await this.bus.publish(tx, 'account.removed', { accountId, host }, { key: accountId, correlationId });
  }
}

/** What the gateway keeps of an account besides its tokens: hooks, people. */
@Injectable()
export class EraseTraces {
  constructor(
    @Inject(BranchRepository) private readonly branches: BranchRepository,
    private readonly webhooks: WebhookRepository,
    private readonly keys: KeyRepository,
    private readonly kept: KeptElsewhere,
  ) {}

  /** Closes the branches of the account and erases hooks, contact persons and what keys open of these branches. */
  async erase(tx: EntityManager, account: Account, now: Date, correlationId: string): Promise<void> {
    const accountId = account.id;
    await this.webhooks.erase(tx, accountId);
    const branches = await this.branches.listByAccount(accountId, tx);
    for (const { id: branchId } of branches) {
      await this.branches.close(tx, branchId);
      await this.kept.announce(tx, { branchId, accountId }, correlationId);
    }
    const ids = branches.map(({ id }) => id);
    await this.keys.untie(tx, ids, now);
    await this.kept.forget(tx, account, ids, correlationId);
  }
}
