import { AccountRepository, AlarmRepository, type Account } from '@hub/accounts';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Call } from '../route/call.js';
import { findRules } from '../router/find-rules.js';
import type { ChangeAccountBody } from './account-bodies.js';
import { CheckRoles } from './check-roles.js';
import { FindAccount } from './find-account.js';

/** Changes what a person may change of an account. */
@Injectable()
export class ChangeAccount {
  constructor(
    private readonly source: DataSource,
    private readonly found: FindAccount,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(AlarmRepository) private readonly alarms: AlarmRepository,
    private readonly roles: CheckRoles,
  ) {}

  /**
   * Changes the given fields. Throws 400 when none is given and for an unknown group, 409 when the role is taken or the rules
   * name this head office, 404 when the account is off-boarded meanwhile.
   */
  async run(call: Call, before: Account, body: ChangeAccountBody, now: Date): Promise<Account> {
    const { id: accountId } = before;
    // A null group is the common one; of the other fields null says nothing.
    const given = Object.entries(body).filter(
      ([name, value]) => value !== undefined && (value !== null || name === 'groupId'),
    );
    if (given.length === 0) throw new Problem(400, message('problems.nothing-to-change'));
    const change = Object.fromEntries(given);
    await refuseRulesWithoutHq(call, before, body.roles ?? before.roles);
    await inTransaction(this.source, async (tx) => {
      await this.roles.refuseSecondHq(tx, { id: accountId, roles: body.roles ?? [] });
      if (body.roles || body.groupId !== undefined) await this.roles.checkGroup(tx, { ...before, ...change });
      if (!(await this.accounts.update(tx, accountId, change)))
        throw new Problem(404, message('problems.no-such-account'));
      if (body.duplicateControl)
        for (const kind of ['lead-joined', 'lead-join-doubted'] as const)
          await this.alarms.clearOthers(tx, kind, { prefix: accountId, subjects: [] }, now);
      // What was put off because the account was only observed goes on.
      const isOpened = before.mode === 'observe' && body.mode === 'apply' && before.state === 'connected';
      if (isOpened) await this.accounts.markUsable(tx, [accountId], now);
    });
    return this.found.get(accountId);
  }
}

/** Leads are routed in the account that the rules name: its role says so until the account is off-boarded. */
async function refuseRulesWithoutHq(call: Call, before: Account, roles: readonly string[]): Promise<void> {
  if (!before.roles.includes('hq') || roles.includes('hq')) return;
  if ((await findRules(call))?.hqAccountId !== before.id) return;
  const detail = message('problems.hq-in-rules');
  throw new Problem(409, detail, [{ path: 'roles', detail }]);
}
