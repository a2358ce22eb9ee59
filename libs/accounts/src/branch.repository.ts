import { askPrepared, BatchedRead } from '@hub/database';
import { message } from '@hub/messages';
import { GiveUp } from '@hub/platform';
import { In, type DataSource, type EntityManager } from 'typeorm';
import { Branch } from './branch.entity.js';
import { LimitedBranch } from './limited-branch.entity.js';

/** By the transaction that wrote each row, which no change leaves as it was. */
const rowVersions = {
  name: 'branch-versions',
  text: `SELECT coalesce(string_agg(id::text || xmin::text, ' ' ORDER BY id), '') AS versions FROM accounts.branch`,
};

/** Every column of a branch but its version; a plain object is enough. */
export type NewBranch = Omit<Branch, 'version'>;

/** Thrown when a message names a branch that the hub does not have. */
class UnknownBranch extends GiveUp {
  constructor(readonly branchId: string) {
    super(message('failures.unknown-branch', { branchId }));
  }
}

/** Questions about branches. Writes take the caller's transaction. */
export class BranchRepository {
  private readonly found = new BatchedRead<string, Branch | null>(async (ids) => {
    const rows = await this.source.manager.findBy(Branch, { id: In([...ids]) });
    return ids.map((id) => rows.find((row) => row.id === id.toLowerCase()) ?? null);
  });
  private readonly all = new BatchedRead<null, readonly Branch[]>(async (asked) => {
    const list = await this.listKnown();
    return asked.map(() => list);
  });
  private readonly limited = new BatchedRead<null, ReadonlySet<string>>(async (asked) => {
    const ids = new Set((await this.source.manager.find(LimitedBranch)).map(({ branchId }) => branchId));
    return asked.map(() => ids);
  });

  /** The list as it was read last, and of which versions of its rows. */
  private known: { versions: string; list: readonly Branch[] } | undefined;

  constructor(private readonly source: DataSource) {}

  /** Adds a branch. Whether its name and regions are free is asked before, under `lock`. */
  async add(tx: EntityManager, branch: NewBranch): Promise<Branch> {
    return tx.save(tx.create(Branch, { ...branch, version: 1 }));
  }

  /** Replaces this version of a branch; null when it has another one by now. */
  async replace(tx: EntityManager, branch: NewBranch, version: number): Promise<Branch | null> {
    const { id, ...columns } = branch;
    const { affected } = await tx.update(Branch, { id, version }, { ...columns, version: version + 1 });
    return affected === 1 ? Object.assign(tx.create(Branch, branch), { version: version + 1 }) : null;
  }

  /** Closes a branch and forgets whom to call there: its account is removed. */
  async close(tx: EntityManager, id: string): Promise<void> {
    const next = { contactPerson: null, state: 'closed' as const, version: () => 'version + 1' };
    await tx.update(Branch, { id }, next);
  }

  async find(id: string): Promise<Branch | null> {
    return this.found.of(id);
  }

  /** The branch, or throws `UnknownBranch`. */
  async get(id: string): Promise<Branch> {
    const branch = await this.find(id);
    if (!branch) throw new UnknownBranch(id);
    return branch;
  }

  /** Lets nobody else save a branch until the transaction ends: names and regions are compared with all others. */
  async lock(tx: EntityManager): Promise<void> {
    await tx.query('LOCK TABLE accounts.branch IN SHARE ROW EXCLUSIVE MODE');
  }

  /** As it is now: nobody changes it until the transaction ends. Null: there is none. */
  async lockForRead(tx: EntityManager, id: string): Promise<Branch | null> {
    return tx.findOne(Branch, { where: { id }, lock: { mode: 'pessimistic_read' } });
  }

  /**
   * All branches, oldest first. In a transaction pass it: no second connection is waited for. Callers get the same list until
   * a branch changes: do not change it.
   */
  async list(tx?: EntityManager): Promise<readonly Branch[]> {
    return tx ? this.listIn(tx) : this.all.of(null);
  }

  /** Branches whose target is in this account. In a transaction pass it: no second connection is waited for. */
  async listByAccount(accountId: string, tx: EntityManager = this.source.manager): Promise<Branch[]> {
    return tx.find(Branch, {
      where: { accountId },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
  }

  /** Which branches have a quota. */
  async listLimited(): Promise<ReadonlySet<string>> {
    return this.limited.of(null);
  }

  /** The branch has a quota, from this transaction's commit on. */
  async limit(tx: EntityManager, branchId: string): Promise<void> {
    await tx.upsert(LimitedBranch, { branchId }, ['branchId']);
  }

  /** These branches have no quota any more. */
  async unlimit(tx: EntityManager, branchIds: readonly string[]): Promise<void> {
    await tx.delete(LimitedBranch, { branchId: In([...branchIds]) });
  }

  /**
   * Reads the rows only when one of them has changed, by whomever: each lead asks for the list, and to make a hundred rows
   * into branches takes longer than all other questions about it. The versions are read first, so that a change between
   * the two statements only makes the next caller read again.
   */
  private async listKnown(): Promise<readonly Branch[]> {
    const [now] = await askPrepared<{ versions: string }>(this.source, rowVersions, []);
    const versions = now?.versions ?? '';
    if (this.known?.versions !== versions)
      this.known = { versions, list: await this.listIn(this.source.manager) };
    return this.known.list;
  }

  private async listIn(tx: EntityManager): Promise<Branch[]> {
    return tx.find(Branch, { order: { createdAt: 'ASC', id: 'ASC' } });
  }
}
