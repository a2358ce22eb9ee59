import { BatchedRead } from '@hub/database';
import { Injectable } from '@nestjs/common';
import { DataSource, In, type EntityManager } from 'typeorm';
import { BranchList, type KeptList, type ListName } from './branch-list.entity.js';

/** Questions about lists of branches. Writes take the caller's transaction. */
@Injectable()
export class BranchListRepository {
  private readonly kept = new BatchedRead<string, BranchList | null>(async (hqAccountIds) => {
    const rows = await this.source.manager.findBy(BranchList, { hqAccountId: In([...hqAccountIds]) });
    return hqAccountIds.map((id) => rows.find(({ hqAccountId }) => hqAccountId === id.toLowerCase()) ?? null);
  });

  constructor(private readonly source: DataSource) {}

  /** What is known of the list of the account; nothing, when it was never read. */
  async read(hqAccountId: string, list: ListName = 'branch'): Promise<KeptList> {
    const row = await this.kept.of(hqAccountId);
    if (list === 'branch')
      return {
        ...{ hqAccountId, list, known: row?.known ?? {} },
        ...{ stepStartedAt: row?.stepStartedAt ?? null, stepWrittenAt: row?.stepWrittenAt ?? null },
      };
    const [stepStartedAt, stepWrittenAt] = [row?.regionStartedAt ?? null, row?.regionWrittenAt ?? null];
    return { hqAccountId, list, known: {}, stepStartedAt, stepWrittenAt };
  }

  /** Records one list; the other one stays. */
  async put(tx: EntityManager, { list, hqAccountId, known, ...step }: KeptList): Promise<void> {
    if (list === 'branch') {
      await tx.upsert(BranchList, { hqAccountId, known, ...step }, ['hqAccountId']);
      return;
    }
    await tx.query(
      `INSERT INTO router.branch_list (hq_account_id, known, region_started_at, region_written_at) VALUES ($1, '{}', $2, $3)
       ON CONFLICT (hq_account_id) DO UPDATE SET region_started_at = $2, region_written_at = $3`,
      [hqAccountId, step.stepStartedAt, step.stepWrittenAt],
    );
  }

  async forgetAccount(tx: EntityManager, hqAccountId: string): Promise<void> {
    await tx.delete(BranchList, { hqAccountId });
  }
}
