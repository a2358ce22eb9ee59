import { AccountRepository, BranchRepository, type Branch, type NewBranch } from '@hub/accounts';
import { Bus } from '@hub/bus';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { RegionReader } from '@hub/regions';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { findClashes } from './find-clashes.js';

const dictionary = new RegionReader();
const read = (text: string) => dictionary.read(text);

/** Saves a branch whose name and regions are its own, with the message about it in one transaction. */
@Injectable()
export class SaveBranch {
  constructor(
    private readonly source: DataSource,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(BranchRepository) private readonly branches: BranchRepository,
    @Inject(Bus) private readonly bus: Bus,
  ) {}

  /**
   * Adds a branch. Throws 409 when another branch has the name, 400 by field when it has a region or the account is
   * removed.
   */
  async add(branch: NewBranch, correlationId: string): Promise<Branch> {
    return inTransaction(this.source, async (tx) => {
      await this.refuseRemoved(tx, branch);
      await this.refuseClash(tx, branch);
      return this.announce(tx, await this.branches.add(tx, branch), correlationId);
    });
  }

  /** Replaces this version of a branch; null when it has another one by now. Throws as `add` does. */
  async replace(branch: NewBranch, version: number, correlationId: string): Promise<Branch | null> {
    return inTransaction(this.source, async (tx) => {
      await this.refuseRemoved(tx, branch);
      await this.refuseClash(tx, branch);
      const saved = await this.branches.replace(tx, branch, version);
      return saved && this.announce(tx, saved, correlationId);
    });
  }

  /** Locks the account before the branches, as off-boarding does: it closes this branch too, or the branch is refused. */
  private async refuseRemoved(tx: EntityManager, { accountId }: NewBranch): Promise<void> {
    if (accountId === null || (await this.accounts.lockForRead(tx, accountId))?.state !== 'removed') return;
    const errors = [{ path: 'accountId', detail: message('references.no-account') }];
    throw new Problem(400, message('problems.wrong-fields'), errors);
  }

  private async refuseClash(tx: EntityManager, branch: NewBranch): Promise<void> {
    await this.branches.lock(tx);
    const { name, regions } = findClashes(branch, await this.branches.list(tx), read);
    if (name !== null) throw new Problem(409, message('problems.branch-name-taken', { branch: name }));
    if (regions.length === 0) return;
    const errors = regions.map(({ path, text, branchName }) => ({
      path,
      detail: message('references.region-taken', { region: text, branch: branchName }),
    }));
    throw new Problem(400, message('problems.wrong-fields'), errors);
  }

  private async announce(tx: EntityManager, branch: Branch, correlationId: string): Promise<Branch> {
    const { id: branchId, accountId } = branch;
    await this.bus.publish(tx, 'branch.changed', { branchId, accountId }, { key: branchId, correlationId });
    return branch;
  }
}
