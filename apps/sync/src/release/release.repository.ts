import { Inject, Injectable } from '@nestjs/common';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { DataSource, In, IsNull, LessThan, type EntityManager } from 'typeorm';
import { ReleaseEntity } from './release.entity.js';

/** A franchise brings many accounts to one release, or to a few while a rollout is under way. */
const releasesKept = 8;

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
  async get(id: string): Promise<ReleaseEntity> {
    const release = await this.source.manager.findOneBy(ReleaseEntity, { id });
    if (!release) throw new Problem(404, message('problems.no-such-release'));
    return release;
  }

  /** As `get`, but the last few are kept instead of read for every account and every lead: releases never change. */
  async recall(id: string): Promise<ReleaseEntity> {
    const release = this.kept.get(id) ?? (await this.get(id));
    this.kept.delete(id);
    this.kept.set(id, release);
    const [oldest] = this.kept.keys();
    if (oldest !== undefined && this.kept.size > releasesKept) this.kept.delete(oldest);
    return release;
  }

  /** The newest release of a reference account, or with null of a blueprint. */
  async findNewest(accountId: string | null): Promise<ReleaseEntity | null> {
    return this.source.manager.findOne(ReleaseEntity, {
      where: { accountId: accountId ?? IsNull() },
      order: { number: 'DESC' },
    });
  }

  /** The newest release of the same origin with the same content, or null. */
  async findNewestLike(
    accountId: string | null,
    checksum: string,
  ): Promise<Pick<ReleaseEntity, 'number'> | null> {
    return this.source.manager.findOne(ReleaseEntity, {
      select: { id: true, number: true },
      where: { accountId: accountId ?? IsNull(), checksum },
      order: { number: 'DESC' },
    });
  }

  /** The newest release of any of these reference accounts, or null. */
  async findNewestOf(accountIds: readonly string[]): Promise<ReleaseEntity | null> {
    return this.source.manager.findOne(ReleaseEntity, {
      where: { accountId: In([...accountIds]) },
      order: { number: 'DESC' },
    });
  }

  /** Newest first; `beforeNumber` continues a list. */
  async listPage(limit: number, beforeNumber: number | null): Promise<ReleaseEntity[]> {
    return this.source.manager.find(ReleaseEntity, {
      where: beforeNumber === null ? {} : { number: LessThan(beforeNumber) },
      order: { number: 'DESC' },
      take: limit,
    });
  }
}
