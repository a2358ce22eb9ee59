import { message } from '@hub/messages';
import { GiveUp } from '@hub/platform';
import type { DataSource, EntityManager } from 'typeorm';
import { Branch } from './branch.entity.js';
import { coversRegion } from './find-region.js';

/** Every column of a branch; a plain object is enough. */
export type NewBranch = Pick<Branch, keyof Branch>;

/** Thrown when a message names a branch that the hub does not have. */
class UnknownBranch extends GiveUp {
  constructor(readonly branchId: string) {
    super(message('failures.unknown-branch', { branchId }));
  }
}

/** Questions about branches. Writes take the caller's transaction. */
export class BranchRepository {
  constructor(private readonly source: DataSource) {}

  /** Adds or replaces a branch. Fails with SQLSTATE 23505 when another branch has the name. */
  async save(tx: EntityManager, branch: NewBranch): Promise<Branch> {
    return tx.save(tx.create(Branch, branch));
  }

  async find(id: string): Promise<Branch | null> {
    return this.source.manager.findOneBy(Branch, { id });
  }

  /** The branch, or throws `UnknownBranch`. */
  async get(id: string): Promise<Branch> {
    const branch = await this.find(id);
    if (!branch) throw new UnknownBranch(id);
    return branch;
  }

  /** All branches, oldest first. */
  async list(): Promise<Branch[]> {
    return this.source.manager.find(Branch, { order: { createdAt: 'ASC', id: 'ASC' } });
  }

  /** Branches whose target is in this account. In a transaction pass it: no second connection is waited for. */
  async listByAccount(accountId: string, tx: EntityManager = this.source.manager): Promise<Branch[]> {
    return tx.find(Branch, {
      where: { accountId },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
  }

  /** Active branches that cover a region, by name or alias; spelling is forgiven. A franchise has hundreds at most. */
  async findByRegion(region: string): Promise<Branch[]> {
    const branches = await this.source.manager.find(Branch, {
      where: { state: 'active' },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
    return branches.filter((branch) => coversRegion(branch.regions, region));
  }
}
