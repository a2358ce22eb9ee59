import { longestWriteMs } from '@hub/amocrm';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, In, MoreThan, type EntityManager } from 'typeorm';
import type { Outcomes } from '../apply/outcomes.js';
import type { LedgerEntry } from '../plan/ledger.js';
import type { AccountLimits } from '../plan/plan-input.js';
import { isWritten, placeOf, type Change } from '../plan/plan.js';
import { PlanRun } from '../plan-run/plan-run.entity.js';

/** The release that an account was brought to, and by which plan. */
export interface Brought {
  accountId: string;
  planId: string;
  releaseId: string;
  /** When that plan, or a narrowed one since, last changed. */
  touchedAt: Date;
  /** Whether a plan is being carried out, or waits between two calls. */
  isUnderway: boolean;
}

/** What the plans of accounts say of the releases that they were brought to. */
@Injectable()
export class BroughtRepository {
  constructor(@Inject(DataSource) private readonly source: DataSource) {}

  /**
   * Of each account the plan of a whole release that was begun last, one without changes too. A narrowed plan brings no
   * account to a release. Accounts without such a plan are left out, and those that went to another reference group since.
   */
  async listBrought(
    accountIds: readonly string[],
    tx: EntityManager = this.source.manager,
  ): Promise<Brought[]> {
    const rows: Record<string, unknown>[] = await tx.query(
      `SELECT account.id AS "accountId", whole.id AS "planId", whole.release_id AS "releaseId",
              recent.changed_at AS "touchedAt", recent.is_underway AS "isUnderway"
         FROM accounts.account
         CROSS JOIN LATERAL (
           SELECT id, release_id FROM sync.plan_run
            WHERE account_id = account.id AND begun_at IS NOT NULL AND NOT options ? 'only'
            ORDER BY begun_at DESC LIMIT 1) AS whole
         JOIN sync.release ON release.id = whole.release_id AND release.group_id IS NOT DISTINCT FROM account.group_id
         CROSS JOIN LATERAL (
           SELECT max(changed_at) AS changed_at, bool_or(state IN ('applying', 'paused')) AS is_underway
             FROM sync.plan_run WHERE account_id = account.id AND begun_at IS NOT NULL) AS recent
        WHERE account.id = ANY ($1::uuid[])`,
      [accountIds],
    );
    return rows as unknown as Brought[];
  }

  async findBrought(accountId: string, tx?: EntityManager): Promise<Brought | null> {
    const [found] = await this.listBrought([accountId], tx);
    return found ?? null;
  }

  /** Whether calls of a plan are being made in this account, or the last one of a plan that stopped may still arrive. */
  async mayBeWritten(tx: EntityManager, accountId: string, now: Date): Promise<boolean> {
    return tx.existsBy(PlanRun, [
      { accountId, state: 'applying' },
      {
        ...{ accountId, hasBegun: true, state: In(['paused', 'cancelled', 'failed', 'stale']) },
        changedAt: MoreThan(new Date(now.getTime() - longestWriteMs)),
      },
    ]);
  }

  /**
   * Which accounts have a value of a list in other words than these: the whole release that was carried out there last
   * has others. Left out are accounts that are allowed to differ.
   */
  async listFormerWords(
    accountIds: readonly string[],
    owner: Pick<LedgerEntry, 'kind' | 'ref'>,
    { kind, words }: Pick<LedgerEntry, 'kind'> & { words: readonly { ref: string; name: string }[] },
    now: Date,
  ): Promise<{ accountId: string; ref: string }[]> {
    return this.source.query(
      `WITH brought AS MATERIALIZED (
         SELECT account.id AS account_id, last.release_id FROM unnest($1::uuid[]) AS account(id)
          CROSS JOIN LATERAL (
            SELECT release_id FROM sync.plan_run
             WHERE account_id = account.id AND state IN ('applied', 'applied-in-part') AND NOT options ? 'only'
             ORDER BY begun_at DESC NULLS LAST LIMIT 1) AS last),
       former AS MATERIALIZED (
         SELECT release.id AS release_id, wanted.ref
           FROM sync.release CROSS JOIN jsonb_array_elements(configuration -> 'objects') AS object
           JOIN unnest($3::text[], $4::text[]) AS wanted(ref, name) ON wanted.ref = object ->> 'ref'
          WHERE release.id IN (SELECT release_id FROM brought) AND object ->> 'kind' = $7
            AND object #>> '{attributes,name}' <> wanted.name)
       SELECT brought.account_id AS "accountId", former.ref
         FROM brought JOIN former USING (release_id)
         JOIN sync.managed_object known
           ON known.account_id = brought.account_id AND known.kind = $7 AND known.ref = former.ref
        WHERE NOT EXISTS (SELECT FROM sync.account_exception allowed JOIN accounts.account ON account.id = allowed.account_id
            AND account.group_id IS NOT DISTINCT FROM allowed.group_id
          WHERE allowed.account_id = brought.account_id
          AND allowed.ends_at > $5
          AND (allowed.kind = $6 AND allowed.ref = $2 AND allowed.attributes = '{}'
            OR allowed.kind = $7 AND allowed.ref = former.ref
              AND (allowed.attributes = '{}' OR 'name' = ANY (allowed.attributes))))
        ORDER BY 1, 2`,
      [
        accountIds,
        owner.ref,
        words.map(({ ref }) => ref),
        words.map(({ name }) => name),
        now,
        owner.kind,
        kind,
      ],
    );
  }

  /** What that plan was made with and left undone. */
  async findRest({ planId }: Brought): Promise<{ left: Change[]; limits: AccountLimits }> {
    const run = await this.source.manager.findOneByOrFail(PlanRun, { id: planId });
    return { left: undone(run.plan.changes, run.outcomes), limits: run.options.limits ?? {} };
  }
}

function undone(changes: readonly Change[], outcomes: Outcomes): Change[] {
  return changes.filter((change) => !isWritten(change) || outcomes[placeOf(change)]?.result !== 'done');
}
