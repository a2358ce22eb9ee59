import { AccountRepository, BranchRepository, type Branch } from '@hub/accounts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, In, MoreThan, type EntityManager } from 'typeorm';
import { Quota } from './quota.entity.js';

/** Where nothing says which zone a branch is in. */
const usualZone = 'Europe/Moscow';

/** A quota with the zone whose days and months it counts. */
export type ZonedQuota = Pick<Quota, keyof Quota> & { zone: string };

/** Questions about the quotas of branches. */
@Injectable()
export class QuotaRepository {
  constructor(
    private readonly source: DataSource,
    private readonly branches: BranchRepository,
    private readonly accounts: AccountRepository,
  ) {}

  async find(branchId: string): Promise<Quota | null> {
    return this.source.manager.findOneBy(Quota, { branchId });
  }

  /** The quotas of these branches; null: of all. In the order of their ids, from behind `after` on. */
  async list(
    tx: EntityManager,
    {
      branchIds,
      after = null,
      limit,
    }: { branchIds: readonly string[] | null; after?: string | null; limit?: number },
  ): Promise<ZonedQuota[]> {
    const quotas = await tx.find(Quota, {
      where: {
        ...(branchIds ? { branchId: In([...branchIds]) } : {}),
        ...(after === null
          ? {}
          : { branchId: branchIds ? In(branchIds.filter((id) => id > after)) : MoreThan(after) }),
      },
      order: { branchId: 'ASC' },
      ...(limit === undefined ? {} : { take: limit }),
    });
    return this.withZones(tx, quotas);
  }

  /** The quota of a branch, locked until the transaction ends: who reserves next counts what was reserved before. */
  async lock(tx: EntityManager, branchId: string): Promise<ZonedQuota | null> {
    const quota = await tx.findOne(Quota, { where: { branchId }, lock: { mode: 'pessimistic_write' } });
    if (!quota) return null;
    const [zoned] = await this.withZones(tx, [quota]);
    return zoned ?? null;
  }

  /** Saves a quota over that of `ifVersion` (null: whatever it is). Throws 412 when it has another version by now. */
  async save(
    tx: EntityManager,
    quota: Pick<Quota, 'branchId' | 'limits' | 'timeZone' | 'savedAt'>,
    ifVersion: number | null,
  ): Promise<void> {
    const { branchId } = quota;
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('limits.quota:' || $1, 0))`, [branchId]);
    const version = (await tx.findOneBy(Quota, { branchId }))?.version ?? 0;
    if (ifVersion !== null && ifVersion !== version)
      throw new Problem(412, message('edge.stale', { version }));
    await tx.upsert(Quota, { ...quota, version: version + 1 }, ['branchId']);
    await this.branches.limit(tx, branchId);
  }

  /**
   * Adds each branch that has a quota to those the router asks about, where it is missing: a process of the version
   * before saves quotas without it, as long as it runs beside this one.
   */
  async addLimited(): Promise<void> {
    await this.source.query(
      'INSERT INTO accounts.limited_branch SELECT branch_id FROM limits.quota ON CONFLICT DO NOTHING',
    );
  }

  async forget(tx: EntityManager, branchIds: readonly string[]): Promise<void> {
    await tx.delete(Quota, { branchId: In([...branchIds]) });
    await this.branches.unlimit(tx, branchIds);
  }

  private async withZones(tx: EntityManager, quotas: readonly Quota[]): Promise<ZonedQuota[]> {
    const isOwn = quotas.every(({ timeZone }) => timeZone !== null);
    const branches = new Map(isOwn ? [] : (await this.branches.list(tx)).map((one) => [one.id, one]));
    const accountIds = quotas.flatMap(({ branchId }) => branches.get(branchId)?.accountId ?? []);
    const accounts = accountIds.length > 0 ? await this.accounts.listByIds(accountIds, tx) : [];
    const zoneOf = (branch: Branch | undefined) =>
      branch?.calendar?.timeZone ??
      accounts.find(({ id }) => id === branch?.accountId)?.timeZone ??
      usualZone;
    return quotas.map((quota) => ({
      ...quota,
      zone: quota.timeZone ?? zoneOf(branches.get(quota.branchId)),
    }));
  }
}
