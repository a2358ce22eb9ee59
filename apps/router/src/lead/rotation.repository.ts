import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Credits, RotationStep } from '../rule/facts.js';

/** The state of the weighted round robin in the territories of the rules. */
@Injectable()
export class RotationRepository {
  constructor(private readonly source: DataSource) {}

  /** The credits of every territory that has given a lead to a branch, by its region. */
  async list(hqAccountId: string, tx: EntityManager = this.source.manager): Promise<Map<string, Credits>> {
    const rows: { territory: string; credits: Credits }[] = await tx.query(
      'SELECT territory, credits FROM router.rotation WHERE hq_account_id = $1',
      [hqAccountId],
    );
    return new Map(rows.map(({ territory, credits }) => [territory, credits]));
  }

  /** Locks the rotation of the territory until the transaction ends. */
  async lock(tx: EntityManager, hqAccountId: string, territory: string): Promise<void> {
    const lock = `router.rotation:${hqAccountId}:${territory}`;
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [lock]);
  }

  /** Records a rotation step, after `lock`. */
  async save(tx: EntityManager, hqAccountId: string, { territory, credits }: RotationStep): Promise<void> {
    await tx.query(
      `INSERT INTO router.rotation (hq_account_id, territory, credits) VALUES ($1, $2, $3)
       ON CONFLICT (hq_account_id, territory) DO UPDATE SET credits = excluded.credits`,
      [hqAccountId, territory, credits],
    );
  }
}
