import type { Message } from '@hub/messages';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { DryPlan, type DryFinding } from './dry-plan.entity.js';

@Injectable()
export class DryPlanRepository {
  constructor(@Inject(DataSource) private readonly source: DataSource) {}

  find(accountId: string): Promise<DryPlan | null> {
    return this.source.manager.findOneBy(DryPlan, { accountId });
  }

  /** Notes that one is asked for. False, and nothing noted, where one waits or was asked for after `latest`. */
  async ask(
    tx: EntityManager,
    accountId: string,
    { now, latest }: Record<'now' | 'latest', Date>,
  ): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `INSERT INTO sync.dry_plan AS plan (account_id, asked_at) VALUES ($1, $2)
       ON CONFLICT (account_id) DO UPDATE SET asked_at = $2, failure = NULL
         WHERE plan.asked_at <= $3 AND (plan.failure IS NOT NULL OR plan.made_at >= plan.asked_at)
       RETURNING account_id`,
      [accountId, now, latest],
    );
    return rows.length > 0;
  }

  /**
   * Keeps what was found in place of what was found before. An account that is gone has no row, and gets none. Clocks
   * may differ: it is never made before it was asked for.
   */
  async record(tx: EntityManager, accountId: string, found: DryFinding, now: Date): Promise<void> {
    await tx.query(
      `UPDATE sync.dry_plan SET found = $2, made_at = greatest($3, asked_at), failure = NULL
       WHERE account_id = $1`,
      [accountId, found, now],
    );
  }

  /** What was found before stays. */
  async fail(tx: EntityManager, accountId: string, failure: Message): Promise<void> {
    await tx.query('UPDATE sync.dry_plan SET failure = $2 WHERE account_id = $1', [accountId, failure]);
  }
}
