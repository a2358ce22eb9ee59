import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Learned } from '../apply/read-answer.js';
import type { LedgerEntry } from '../plan/ledger.js';
import { ManagedObject } from './managed-object.entity.js';

@Injectable()
export class LedgerRepository {
  constructor(@Inject(DataSource) private readonly source: DataSource) {}

  /** Everything the hub manages in an account. */
  async entriesOf(accountId: string): Promise<LedgerEntry[]> {
    const rows = await this.source.manager.find(ManagedObject, {
      where: { accountId },
      order: { kind: 'ASC', ref: 'ASC' },
    });
    return rows.map(({ kind, ref, branchId, origin }) => ({ kind, ref, branchId, origin }));
  }

  /** Records what one call taught, in the caller's transaction. Safe to repeat. */
  async learn(
    tx: EntityManager,
    accountId: string,
    { entries, forgotten }: Pick<Learned, 'entries' | 'forgotten'>,
  ): Promise<void> {
    for (const { kind, ref } of forgotten) await tx.delete(ManagedObject, { accountId, kind, ref });
    if (entries.length === 0) return;
    await tx.upsert(
      ManagedObject,
      entries.map((entry) => ({ ...entry, accountId })),
      ['accountId', 'kind', 'ref'],
    );
  }

  /** Takes one object out of the ledger and gives its row back; null when it is not there. */
  async forget(
    tx: EntityManager,
    { accountId, kind, ref }: Pick<ManagedObject, 'accountId' | 'kind' | 'ref'>,
  ): Promise<ManagedObject | null> {
    const row = await tx.findOneBy(ManagedObject, { accountId, kind, ref });
    if (row) await tx.delete(ManagedObject, { accountId, kind, ref });
    return row;
  }

  /** Enters one object, or moves its entry to another branch object. */
  async enter(tx: EntityManager, row: ManagedObject): Promise<void> {
    await tx.upsert(ManagedObject, { ...row }, ['accountId', 'kind', 'ref']);
  }
}
