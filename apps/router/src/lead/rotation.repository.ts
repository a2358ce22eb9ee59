import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Credits, RotationStep } from '../rule/facts.js';

/** Questions about whose turn it is in the territories of the rules. */
@Injectable()
export class RotationRepository {
  constructor(private readonly source: DataSource) {}

  /** The turns of every territory that has given a lead to a branch, by its region. */
  async list(hqAccountId: string, tx: EntityManager = this.source.manager): Promise<Map<string, Credits>> {
    const rows: { territory: string; credits: Credits }[] = await tx.query(
      'SELECT territory, turns AS credits FROM router.routing_turn WHERE hq_account_id = $1',
      [hqAccountId],
    );
    return new Map(rows.map(({ territory, credits }) => [territory, credits]));
  }

  /** Lets nobody else take a turn in the territory until the transaction ends. */
  async lock(tx: EntityManager, hqAccountId: string, territory: string): Promise<void> {
    const lock = `router.turn:${hqAccountId}:${territory}`;
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [lock]);
  }

  /** Records a turn, after `lock`. */
  async save(tx: EntityManager, hqAccountId: string, { territory, credits }: RotationStep): Promise<void> {
    await tx.query(
      `INSERT INTO router.routing_turn (hq_account_id, territory, turns) VALUES ($1, $2, $3)
       ON CONFLICT (hq_account_id, territory) DO UPDATE SET turns = excluded.turns`,
      [hqAccountId, territory, credits],
    );
  }
}
