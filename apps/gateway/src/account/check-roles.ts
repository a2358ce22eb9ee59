import { Inject, Injectable } from '@nestjs/common';
import { AccountRepository, ReferenceGroupRepository, type Account } from '@hub/accounts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import type { EntityManager } from 'typeorm';

/** What accounts may be beside each other: one head office, and one reference account in every group. */
@Injectable()
export class CheckRoles {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(ReferenceGroupRepository) private readonly groups: ReferenceGroupRepository,
  ) {}

  /**
   * Throws 409 for a second head office. Leads come in at one: rules, field maps and the operators' list are about one account.
   */
  async refuseSecondHq(tx: EntityManager, { id, roles }: Pick<Account, 'id' | 'roles'>): Promise<void> {
    const other = roles.includes('hq') ? await this.accounts.findOtherHq(tx, id) : null;
    if (!other) return;
    const detail = message('problems.second-hq', { host: other.host });
    throw new Problem(409, detail, [{ path: 'roles', detail }]);
  }

  /** Throws 400 for an unknown group, 409 for its second reference: two would alternate their releases in every branch. */
  async checkGroup(
    tx: EntityManager,
    { id, roles, groupId }: Pick<Account, 'id' | 'roles' | 'groupId'>,
  ): Promise<void> {
    if (groupId !== null && !(await this.groups.find(groupId, tx))) {
      const detail = message('fields.no-such-group');
      throw new Problem(400, message('problems.wrong-fields'), [{ path: 'groupId', detail }]);
    }
    if (!roles.includes('reference')) return;
    const other = await this.accounts.findOtherReference(tx, id, groupId);
    if (!other) return;
    const detail = message('problems.second-reference', { host: other.host });
    throw new Problem(409, detail, [{ path: 'roles', detail }]);
  }
}
