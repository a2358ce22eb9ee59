import type { MigrationInterface, QueryRunner } from 'typeorm';
import { asMessage, asText } from '../message-column.js';

/** Why a plan stands where it does, and why amoCRM refused a change, become messages of the catalogue. */
export class SpeakPlans1700000409000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE sync.plan_run ALTER COLUMN reason DROP NOT NULL');
    await db.query(asMessage('sync.plan_run', 'reason'));
    await db.query(`
      UPDATE sync.plan_run SET outcomes = (
        SELECT jsonb_object_agg(key, CASE WHEN jsonb_typeof(value -> 'detail') = 'string'
          THEN value || jsonb_build_object('detail', jsonb_build_object('key', 'failures.unexpected',
            'facts', jsonb_build_object('error', value -> 'detail'))) ELSE value END)
        FROM jsonb_each(outcomes))
      WHERE jsonb_path_exists(outcomes, '$.*.detail')`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(asText('sync.plan_run', 'reason'));
    await db.query(`UPDATE sync.plan_run SET reason = '' WHERE reason IS NULL`);
    await db.query('ALTER TABLE sync.plan_run ALTER COLUMN reason SET NOT NULL');
    await db.query(`
      UPDATE sync.plan_run SET outcomes = (
        SELECT jsonb_object_agg(key, CASE WHEN value ? 'detail'
          THEN value || jsonb_build_object('detail', (value -> 'detail')::text) ELSE value END)
        FROM jsonb_each(outcomes))
      WHERE jsonb_path_exists(outcomes, '$.*.detail')`);
  }
}
