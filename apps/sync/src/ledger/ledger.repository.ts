import { Inject, Injectable } from '@nestjs/common';
import { DataSource, In, type EntityManager } from 'typeorm';
import type { Learned } from '../apply/read-answer.js';
import { notSeen, type LedgerEntry } from '../plan/ledger.js';
import { ManagedObject } from './managed-object.entity.js';

@Injectable()
export class LedgerRepository {
  constructor(@Inject(DataSource) private readonly source: DataSource) {}

  /** Everything the hub manages in an account. */
  async entriesOf(accountId: string): Promise<LedgerEntry[]> {
    return this.source.query<LedgerEntry[]>(
      `SELECT kind, ref, branch_id AS "branchId", origin FROM sync.managed_object WHERE account_id = $1
        ORDER BY kind, ref`,
      [accountId],
    );
  }

  /** The same of several accounts, with who ticked steps off. */
  async rowsOf(accountIds: readonly string[]): Promise<ManagedObject[]> {
    if (accountIds.length === 0) return [];
    return this.source.manager.findBy(ManagedObject, { accountId: In([...accountIds]) });
  }

  /**
   * Which of these accounts have the list field of a release and lack which of its values. Values that HQ allows an
   * account to do without, alone or with the field, are left out.
   */
  async listLacking(
    accountIds: readonly string[],
    { fieldRef, refs }: { fieldRef: string; refs: readonly string[] },
    now: Date,
  ): Promise<{ accountId: string; ref: string }[]> {
    return this.source.query(
      `SELECT field.account_id AS "accountId", value.ref
         FROM sync.managed_object field CROSS JOIN unnest($3::text[]) AS value(ref)
        WHERE field.account_id = ANY ($1) AND field.kind = 'field' AND field.ref = $2
          AND NOT EXISTS (SELECT FROM sync.managed_object known WHERE known.account_id = field.account_id
            AND known.kind = 'enum' AND known.ref = value.ref)
          AND NOT EXISTS (SELECT FROM sync.account_exception allowed WHERE allowed.account_id = field.account_id
            AND allowed.ends_at > $4 AND allowed.attributes = '{}'
            AND (allowed.kind = 'field' AND allowed.ref = $2 OR allowed.kind = 'enum' AND allowed.ref = value.ref))
        ORDER BY 1, 2`,
      [accountIds, fieldRef, refs, now],
    );
  }

  /** Records what one call taught, in the caller's transaction. Safe to repeat. */
  async learn(
    tx: EntityManager,
    accountId: string,
    { entries, forgotten }: Pick<Learned, 'entries' | 'forgotten'>,
  ): Promise<void> {
    if (entries.length + forgotten.length === 0) return;
    const values = [accountId, JSON.stringify(entries), JSON.stringify(forgotten)];
    await tx.query('SELECT sync.learn($1, $2, $3)', values);
  }

  /**
   * Enters what a call without an answer may have made as the hub's own, to be found by its name. An existing entry is
   * kept: it may name an object of the branch's own.
   */
  async enterUnseen(
    tx: EntityManager,
    accountId: string,
    made: readonly { readonly kind: string; readonly ref: string }[],
  ): Promise<void> {
    if (made.length === 0) return;
    await tx.query(
      `INSERT INTO sync.managed_object (account_id, kind, ref, branch_id, origin)
       SELECT DISTINCT $1::uuid, m.kind, m.ref, $3, 'created' FROM jsonb_to_recordset($2) AS m(kind text, ref text)
       ON CONFLICT (account_id, kind, ref) DO NOTHING`,
      [accountId, JSON.stringify(made), notSeen],
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
