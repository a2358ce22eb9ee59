import { AlarmRepository } from '@hub/accounts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, IsNull, LessThanOrEqual, MoreThan, Not, type EntityManager } from 'typeorm';
import { kindWords } from '../kind/kind-words.js';
import { revisePlans } from '../plan-run/revise-plans.js';
import { AccountException } from './account-exception.entity.js';

/** As many ended exceptions one round raises alarms for. */
const mostAtOnce = 200;

/** Whether the account of an exception is in the group that the exception is for. */
const isInGroup = `EXISTS (SELECT FROM accounts.account
  WHERE account.id = exception.account_id AND account.group_id IS NOT DISTINCT FROM exception.group_id)`;

@Injectable()
export class ExceptionRepository {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(AlarmRepository) private readonly alarms: AlarmRepository,
  ) {}

  /** What an account may differ in now from releases of a group. */
  async listInForce(accountId: string, groupId: string | null, now: Date): Promise<AccountException[]> {
    const where = { accountId, groupId: groupId ?? IsNull(), endsAt: MoreThan(now) };
    return this.source.manager.find(AccountException, { where, order: { kind: 'ASC', key: 'ASC' } });
  }

  /** Every exception of an account, ended ones and those for other groups too, by kind and key. */
  async listOf(accountId: string): Promise<AccountException[]> {
    const order = { kind: 'ASC', key: 'ASC', id: 'ASC' } as const;
    return this.source.manager.find(AccountException, { where: { accountId }, order });
  }

  /** Exceptions of an account in a group whose alarm was raised. */
  async listExpired(
    tx: EntityManager,
    accountId: string,
    groupId: string | null,
  ): Promise<AccountException[]> {
    const where = { accountId, groupId: groupId ?? IsNull(), expiredAt: Not(IsNull()) };
    return tx.find(AccountException, { where });
  }

  /** Throws a 404 `Problem`. */
  async get(
    accountId: string,
    id: string,
    tx: EntityManager = this.source.manager,
  ): Promise<AccountException> {
    const found = await tx.findOneBy(AccountException, { accountId, id });
    if (!found) throw new Problem(404, message('exceptions.not-found'));
    return found;
  }

  /** The same, locked for the rest of the transaction: else its end could raise an alarm that a change has just cleared. */
  async lockOne(tx: EntityManager, accountId: string, id: string): Promise<AccountException> {
    await tx.findOne(AccountException, { where: { accountId, id }, lock: { mode: 'pessimistic_write' } });
    return this.get(accountId, id, tx);
  }

  /** The exceptions of an account in a group about objects of a kind, ended ones too; locked for the rest of the transaction. */
  async lock(
    tx: EntityManager,
    { accountId, groupId, kind }: Pick<AccountException, 'accountId' | 'groupId' | 'kind'>,
  ): Promise<AccountException[]> {
    return tx.find(AccountException, {
      where: { accountId, groupId: groupId ?? IsNull(), kind },
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** Stores a new or changed exception; it is in force again, so its alarm is over, and it counts for plans that are being applied. */
  async save(tx: EntityManager, exception: Omit<AccountException, 'expiredAt'>): Promise<AccountException> {
    await revisePlans(tx, exception.accountId);
    await this.alarms.clear(tx, 'exception-expired', exception.id, exception.madeAt);
    return tx.save(Object.assign(new AccountException(), { ...exception, expiredAt: null }));
  }

  async remove(tx: EntityManager, { id }: AccountException, now: Date): Promise<void> {
    await this.alarms.clear(tx, 'exception-expired', id, now);
    await tx.delete(AccountException, { id });
  }

  /**
   * Marks exceptions that ended and raises their alarms, of accounts that are in the group of the exception: in another one
   * it changes nothing. Copies that do so at once take different ones.
   */
  async expire(tx: EntityManager, now: Date): Promise<number> {
    const ended = await tx
      .createQueryBuilder(AccountException, 'exception')
      .where({ endsAt: LessThanOrEqual(now), expiredAt: IsNull() })
      .andWhere(isInGroup)
      .orderBy('exception.endsAt', 'ASC')
      .limit(mostAtOnce)
      .setLock('pessimistic_write')
      .setOnLocked('skip_locked')
      .getMany();
    for (const { id, accountId, kind, name, reason, endsAt } of ended) {
      await tx.update(AccountException, { id }, { expiredAt: now });
      const facts = { kind: kindWords(kind), name, reason, until: endsAt.toISOString() };
      await this.alarms.raise(tx, { kind: 'exception-expired', subject: id, accountId, facts }, now);
    }
    return ended.length;
  }

  /** Clears the alarms of exceptions whose account has left their group; `expire` raises them again when it comes back. */
  async clearLeft(tx: EntityManager, now: Date): Promise<void> {
    const left = await tx
      .createQueryBuilder(AccountException, 'exception')
      .where({ expiredAt: Not(IsNull()) })
      .andWhere(`NOT ${isInGroup}`)
      .setLock('pessimistic_write')
      .getMany();
    for (const exception of left) {
      await tx.update(AccountException, { id: exception.id }, { expiredAt: null });
      await this.clearAlarm(tx, exception, now);
    }
  }

  async clearAlarm(tx: EntityManager, { id }: AccountException, now: Date): Promise<void> {
    await this.alarms.clear(tx, 'exception-expired', id, now);
  }
}
