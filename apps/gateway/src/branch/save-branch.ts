import { BranchRepository, type Branch } from '@hub/accounts';
import { Bus } from '@hub/bus';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { findClashes } from './find-clashes.js';

/** Saves a branch whose name and regions are its own, with the message about it in one transaction. */
@Injectable()
export class SaveBranch {
  constructor(
    private readonly source: DataSource,
    @Inject(BranchRepository) private readonly branches: BranchRepository,
    @Inject(Bus) private readonly bus: Bus,
  ) {}

  /** Throws 409 when another branch has the name, 400 by field when it has a region. */
  async run(branch: Branch, correlationId: string): Promise<Branch> {
    return inTransaction(this.source, async (tx) => {
      await this.branches.lock(tx);
      const { name, regions } = findClashes(branch, await this.branches.list(tx));
      if (name !== null) throw new Problem(409, message('problems.branch-name-taken', { branch: name }));
      if (regions.length > 0) {
        const errors = regions.map(({ path, text, branchName }) => ({
          path,
          detail: message('references.region-taken', { region: text, branch: branchName }),
        }));
        throw new Problem(400, message('problems.wrong-fields'), errors);
      }
      const saved = await this.branches.save(tx, branch);
      const { id: branchId, accountId } = saved;
      await this.bus.publish(tx, 'branch.changed', { branchId, accountId }, { key: branchId, correlationId });
      return saved;
    });
  }
}
