import { randomUUID } from 'node:crypto';
import type { Account } from '@hub/accounts';
import { inTransaction, sqlState } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Call } from '../route/call.js';
import { findRules } from '../router/find-rules.js';
import { AccountStores } from './account-access.js';
import type { ChangeAccountBody, NewAccountBody } from './account-bodies.js';
import { HubAddress } from './hub-address.js';

/** Saves what people say of an account: one head office, and one reference account in every group. */
@Injectable()
export class SaveAccount {
  constructor(
    private readonly source: DataSource,
    private readonly stores: AccountStores,
    private readonly address: HubAddress,
  ) {}

  /**
   * Adds an account that waits for tokens. Throws 409 when its host is known or its role is taken, 400 for an unknown
   * group.
   */
  async register(body: NewAccountBody, now: Date): Promise<Account> {
    const id = randomUUID();
    const { subdomain, domain, name, roles, groupId, mode, timeZone, integration } = body;
    const account = {
      ...{
        id,
        subdomain,
        host: `${subdomain}.${domain ?? 'amocrm.ru'}`,
        name,
        roles,
        timeZone,
        groupId: groupId ?? null,
      },
      mode: mode ?? ('observe' as const),
    };
    return inTransaction(this.source, async (tx) => {
      await this.refuseSecondHq(tx, account);
      await this.checkGroup(tx, account);
      const row = await this.stores.accounts.register(tx, account, now);
      if (integration) {
        const credential = {
          integrationId: integration.id,
          clientSecret: integration.secret,
          redirectUri: integration.redirectUri ?? this.address.redirectUri,
        };
        await this.stores.credentials.store(tx, id, credential, now);
      }
      return row;
    }).catch((error: unknown) => {
      if (sqlState(error) === '23505')
        throw new Problem(409, message('problems.account-registered', { host: account.host }));
      throw error;
    });
  }

  /** Changes the given fields. Throws as `register` does; 400 when none is given, 409 when the rules name this head office. */
  async change(call: Call, before: Account, body: ChangeAccountBody, now: Date): Promise<Account> {
    const { id: accountId } = before;
    // A null group is the common one; of the other fields null says nothing.
    const given = Object.entries(body).filter(
      ([name, value]) => value !== undefined && (value !== null || name === 'groupId'),
    );
    if (given.length === 0) throw new Problem(400, message('problems.nothing-to-change'));
    const change = Object.fromEntries(given);
    await refuseRulesWithoutHq(call, before, body.roles ?? before.roles);
    await inTransaction(this.source, async (tx) => {
      await this.refuseSecondHq(tx, { id: accountId, roles: body.roles ?? [] });
      if (body.roles || body.groupId !== undefined) await this.checkGroup(tx, { ...before, ...change });
      await this.stores.accounts.update(tx, accountId, change);
      if (body.duplicateControl)
        for (const kind of ['lead-joined', 'lead-join-doubted'] as const)
          await this.stores.alarms.clearOthers(tx, kind, { prefix: accountId, subjects: [] }, now);
      // What was put off because the account was only observed goes on.
      const isOpened = before.mode === 'observe' && body.mode === 'apply' && before.state === 'connected';
      if (isOpened) await this.stores.accounts.markUsable(tx, [accountId], now);
    });
    return this.stores.get(accountId);
  }

  /** Leads come in at one head office: rules, field maps and the operators' list are about one account. */
  private async refuseSecondHq(
    tx: EntityManager,
    { id, roles }: Pick<Account, 'id' | 'roles'>,
  ): Promise<void> {
    const other = roles.includes('hq') ? await this.stores.accounts.findOtherHq(tx, id) : null;
    if (!other) return;
    const detail = message('problems.second-hq', { host: other.host });
    throw new Problem(409, detail, [{ path: 'roles', detail }]);
  }

  /** A group exists and has one reference account: two would alternate their releases in every branch. */
  private async checkGroup(
    tx: EntityManager,
    { id, roles, groupId }: Pick<Account, 'id' | 'roles' | 'groupId'>,
  ): Promise<void> {
    if (groupId !== null && !(await this.stores.groups.find(groupId, tx))) {
      const detail = message('fields.no-such-group');
      throw new Problem(400, message('problems.wrong-fields'), [{ path: 'groupId', detail }]);
    }
    if (!roles.includes('reference')) return;
    const other = await this.stores.accounts.findOtherReference(tx, id, groupId);
    if (!other) return;
    const detail = message('problems.second-reference', { host: other.host });
    throw new Problem(409, detail, [{ path: 'roles', detail }]);
  }
}

/** Leads are routed in the account that the rules name: its role says so until the account is off-boarded. */
async function refuseRulesWithoutHq(call: Call, before: Account, roles: readonly string[]): Promise<void> {
  if (!before.roles.includes('hq') || roles.includes('hq')) return;
  if ((await findRules(call))?.hqAccountId !== before.id) return;
  const detail = message('problems.hq-in-rules');
  throw new Problem(409, detail, [{ path: 'roles', detail }]);
}
