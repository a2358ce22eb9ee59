import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { BranchList } from './branch-list.entity.js';

/** Questions about lists of branches. Writes take the caller's transaction. */
@Injectable()
export class BranchListRepository {
  constructor(private readonly source: DataSource) {}

  /** What is known of the list of the account; nothing, when it was never looked at. */
  async read(hqAccountId: string): Promise<BranchList> {
    const row = await this.source.manager.findOneBy(BranchList, { hqAccountId });
    const nothing = { hqAccountId, known: {}, stepStartedAt: null, stepWrittenAt: null };
    return row ?? this.source.manager.create(BranchList, nothing);
  }

  async put(tx: EntityManager, list: Pick<BranchList, keyof BranchList>): Promise<void> {
    await tx.upsert(BranchList, { ...list }, ['hqAccountId']);
  }

  async forgetAccount(tx: EntityManager, hqAccountId: string): Promise<void> {
    await tx.delete(BranchList, { hqAccountId });
  }
}
