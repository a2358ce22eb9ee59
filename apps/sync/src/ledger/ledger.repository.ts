import { Inject, Injectable } from '@nestjs/common';
import { DataSource, In, type EntityManager } from 'typeorm';
import type { Learned } from '../apply/read-answer.js';
import { notSeen, type LedgerEntry } from '../plan/ledger.js';
import type { InFlight } from '../plan-run/plan-run.entity.js';
import { ManagedObject } from './managed-object.entity.js';

@Injectable()
export class LedgerRepository {
  constructor(@Inject(DataSource) private readonly source: DataSource) {}

  /** Everything the hub manages in an account. */
  async entriesOf(accountId: string): Promise<LedgerEntry[]> {
    return this.source.query<LedgerEntry[]>(
      `SELECT kind, ref, branch_id AS "branchId", origin, beside FROM sync.managed_object WHERE account_id = $1
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
   * Which of these accounts have an object of a release and lack which of the objects in it. What HQ allows an account to do
   * without, alone or with its owner, is left out.
   */
  async listLacking(
    accountIds: readonly string[],
    owner: Pick<LedgerEntry, 'kind' | 'ref'>,
    { kind, refs }: Pick<LedgerEntry, 'kind'> & { refs: readonly string[] },
    now: Date,
  ): Promise<{ accountId: string; ref: string }[]> {
    return this.source.query(
      `SELECT owner.account_id AS "accountId", inside.ref
         FROM sync.managed_object owner CROSS JOIN unnest($3::text[]) AS inside(ref)
        WHERE owner.account_id = ANY ($1) AND owner.kind = $5 AND owner.ref = $2
          AND NOT EXISTS (SELECT FROM sync.managed_object known WHERE known.account_id = owner.account_id
            AND known.kind = $6 AND known.ref = inside.ref)
          AND NOT EXISTS (SELECT FROM sync.account_exception allowed JOIN accounts.account ON account.id = allowed.account_id
              AND account.group_id IS NOT DISTINCT FROM allowed.group_id
            WHERE allowed.account_id = owner.account_id
            AND allowed.ends_at > $4 AND allowed.attributes = '{}'
            AND (allowed.kind = $5 AND allowed.ref = $2 OR allowed.kind = $6 AND allowed.ref = inside.ref))
        ORDER BY 1, 2`,
      [accountIds, owner.ref, refs, now, owner.kind, kind],
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
   * Enters what a call without an answer may have made as the hub's own, to be found by its name; a reading without it
   * forgets it (`forgetNeverMade`). An existing entry is kept: it may name an object of the branch's own.
   */
  async enterUnseen(
    tx: EntityManager,
    accountId: string,
    inFlight: InFlight | null,
    now: Date,
  ): Promise<void> {
    if (inFlight === null || inFlight.created.length === 0) return;
    await tx.query(
      `INSERT INTO sync.managed_object AS known (account_id, kind, ref, branch_id, origin, unseen_since, beside)
       SELECT DISTINCT $1::uuid, m.kind, m.ref, $3, 'created', $4::timestamptz, $5::jsonb -> m.kind
         FROM jsonb_to_recordset($2) AS m(kind text, ref text)
       ON CONFLICT (account_id, kind, ref)
       DO UPDATE SET unseen_since = greatest(known.unseen_since, EXCLUDED.unseen_since),
         beside = coalesce(known.beside, EXCLUDED.beside) WHERE known.branch_id = $3`,
      [
        ...[accountId, JSON.stringify(inFlight.created), notSeen, inFlight.begunAt ?? now],
        JSON.stringify(inFlight.beside ?? {}),
      ],
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
