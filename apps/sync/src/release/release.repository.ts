import { Inject, Injectable } from '@nestjs/common';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { DataSource, In, IsNull, LessThan, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { ReleaseEntity } from './release.entity.js';

/** A franchise brings many accounts to one release, or to a few while a rollout is under way. */
const releasesKept = 8;

/** Where releases come from: a reference account, or with null blueprints, of one group. */
export type Origin = Pick<ReleaseEntity, 'accountId' | 'groupId'>;

@Injectable()
export class ReleaseRepository {
  private readonly kept = new Map<string, ReleaseEntity>();

  constructor(@Inject(DataSource) private readonly source: DataSource) {}

  /** Stores a release and gives it its number. */
  async add(tx: EntityManager, release: Omit<ReleaseEntity, 'number'>): Promise<ReleaseEntity> {
    await tx.save(Object.assign(new ReleaseEntity(), release));
    return tx.findOneByOrFail(ReleaseEntity, { id: release.id });
  }

  /** Throws a 404 `Problem`. */
  async get(id: string, tx: EntityManager = this.source.manager): Promise<ReleaseEntity> {
    const release = await tx.findOneBy(ReleaseEntity, { id });
    if (!release) throw new Problem(404, message('problems.no-such-release'));
    return release;
  }

  /**
   * As `get`, but the last few are kept instead of read for every account and every lead: releases never change. In a
   * transaction pass it, so that no second connection is waited for.
   */
  async recall(id: string, tx?: EntityManager): Promise<ReleaseEntity> {
    const release = this.kept.get(id) ?? (await this.get(id, tx));
    this.kept.delete(id);
    this.kept.set(id, release);
    const [oldest] = this.kept.keys();
    if (oldest !== undefined && this.kept.size > releasesKept) this.kept.delete(oldest);
    return release;
  }

  /** The newest release of an origin, or null. */
  async findNewest(origin: Origin): Promise<ReleaseEntity | null> {
    return this.source.manager.findOne(ReleaseEntity, {
      where: whereOrigin(origin),
      order: { number: 'DESC' },
    });
  }

  /** The newest release of the same origin with the same content, or null. */
  async findNewestLike(origin: Origin, checksum: string): Promise<Pick<ReleaseEntity, 'number'> | null> {
    return this.source.manager.findOne(ReleaseEntity, {
      select: { id: true, number: true },
      where: { ...whereOrigin(origin), checksum },
      order: { number: 'DESC' },
    });
  }

  /** What accounts of a group are to be brought to: the newest release of its reference account, else of a blueprint. */
  async findNewestOf(groupId: string | null): Promise<ReleaseEntity | null> {
    const [id] = await this.listNewestOf([groupId]);
    return id === undefined ? null : this.source.manager.findOneBy(ReleaseEntity, { id });
  }

  /** Of each group that has releases the id of the one that `findNewestOf` finds. */
  async listNewestOf(groupIds: readonly (string | null)[]): Promise<string[]> {
    const rows: { id: string }[] = await this.source.manager.query(
      `SELECT newest.id FROM (SELECT DISTINCT id FROM unnest($1::uuid[]) AS asked(id)) AS wanted
         CROSS JOIN LATERAL (
           SELECT id FROM sync.release WHERE group_id IS NOT DISTINCT FROM wanted.id
            ORDER BY account_id IS NULL, number DESC LIMIT 1) AS newest`,
      [groupIds],
    );
    return rows.map(({ id }) => id);
  }

  /** The numbers of these releases. */
  async listNumbers(ids: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.source.manager.find(ReleaseEntity, {
      select: { id: true, number: true },
      where: { id: In([...ids]) },
    });
    return new Map(rows.map(({ id, number }) => [id, number]));
  }

  /** Newest first; `beforeNumber` continues a list, `groupId` narrows it to one group. */
  async listPage(
    limit: number,
    { beforeNumber, groupId }: { beforeNumber: number | null; groupId: string | null },
  ): Promise<ReleaseEntity[]> {
    return this.source.manager.find(ReleaseEntity, {
      where: {
        ...(beforeNumber === null ? {} : { number: LessThan(beforeNumber) }),
        ...(groupId === null ? {} : { groupId }),
      },
      order: { number: 'DESC' },
      take: limit,
    });
  }
}

function whereOrigin({ accountId, groupId }: Origin): FindOptionsWhere<ReleaseEntity> {
  return { accountId: accountId ?? IsNull(), groupId: groupId ?? IsNull() };
}
