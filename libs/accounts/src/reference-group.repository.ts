import type { DataSource, EntityManager } from 'typeorm';
import { Account } from './account.entity.js';
import { normaliseRegion } from './find-region.js';
import { ReferenceGroup } from './reference-group.entity.js';

/** Questions about reference groups. Writes take the caller's transaction. */
export class ReferenceGroupRepository {
  constructor(private readonly source: DataSource) {}

  /** Oldest first. */
  async list(): Promise<ReferenceGroup[]> {
    return this.source.manager.find(ReferenceGroup, { order: { createdAt: 'ASC', id: 'ASC' } });
  }

  async find(id: string, tx: EntityManager = this.source.manager): Promise<ReferenceGroup | null> {
    return tx.findOneBy(ReferenceGroup, { id });
  }

  /** Fails with SQLSTATE 23505 when another group has the name, in whatever case. */
  async add(tx: EntityManager, group: Omit<ReferenceGroup, 'nameKey'>): Promise<void> {
    await tx.insert(ReferenceGroup, { ...group, nameKey: normaliseRegion(group.name) });
  }

  /** Fails as `add` does. */
  async rename(tx: EntityManager, id: string, name: string): Promise<void> {
    await tx.update(ReferenceGroup, { id }, { name, nameKey: normaliseRegion(name) });
  }

  /** Removed accounts leave the group with it. Fails with SQLSTATE 23503 while another account is in it. */
  async remove(tx: EntityManager, id: string): Promise<void> {
    await tx.update(Account, { groupId: id, state: 'removed' }, { groupId: null });
    await tx.delete(ReferenceGroup, { id });
  }
}
