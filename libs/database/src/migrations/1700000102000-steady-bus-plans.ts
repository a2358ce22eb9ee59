import type { MigrationInterface, QueryRunner } from 'typeorm';
import { firstServices } from '../first-services.js';

/**
 * A round of the bus costs by what it moves, whatever PostgreSQL believes of a queue's length. Each index of the lanes
 * now serves one question only, so a lookup by keys cannot choose to read a consumer's whole backlog; and a plan made
 * while a table was empty is no scan of it for the day it is long.
 */
export class SteadyBusPlans1700000102000 implements MigrationInterface {
  constructor(private readonly services: readonly string[] = firstServices) {}

  async up(db: QueryRunner): Promise<void> {
    for (const s of this.services) {
      await db.query(`
        DROP INDEX ${s}.inbox_lane_due;
        CREATE INDEX inbox_lane_due ON ${s}.inbox_lane (consumer, run_at) WHERE fence = 0;`);
      await db.query(neverScan(s));
      await db.query(letGoByKey(s, 'coalesce(l.fence)'));
      await db.query(turn(s, laneDueOf(s)));
    }
  }

  async down(db: QueryRunner): Promise<void> {
    for (const s of this.services) {
      await db.query(turn(s, `(SELECT min(l.run_at) FROM ${s}.inbox_lane l WHERE l.consumer = _consumer)`));
      await db.query(letGoByKey(s, 'l.fence'));
      for (const name of functions) await db.query(`ALTER FUNCTION ${s}.${name} RESET enable_seqscan`);
      await db.query(`
        DROP INDEX ${s}.inbox_lane_due;
        CREATE INDEX inbox_lane_due ON ${s}.inbox_lane (consumer, run_at);`);
    }
  }
}

const functions = ['outbox_take', 'outbox_confirm', 'inbox_put', 'inbox_claim', 'inbox_hold', 'inbox_let_go'];

const neverScan = (s: string) =>
  functions.map((name) => `ALTER FUNCTION ${s}.${name} SET enable_seqscan = off;`).join('\n');

export const laneDueOf = (s: string) => `
  (SELECT min(l.run_at) FROM ${s}.inbox_lane l WHERE l.consumer = _consumer AND l.fence = 0),
  (SELECT min(l.run_at) FROM ${s}.inbox_lane l WHERE l.consumer = _consumer AND l.fence <> 0)`;

/** `coalesce` hides from the planner that the index of due lanes would do. */
const letGoByKey = (s: string, fence: string) => `
  CREATE OR REPLACE FUNCTION ${s}.inbox_let_go(_consumer text, _keys text[]) RETURNS void LANGUAGE sql
  SET enable_seqscan = off AS $$
    DELETE FROM ${s}.inbox_lane l WHERE l.consumer = _consumer AND l.key = ANY (_keys) AND ${fence} = 0
    AND NOT EXISTS (
      SELECT FROM ${s}.inbox i WHERE i.consumer = _consumer AND i.key = l.key AND i.state = 'waiting')
  $$`;

/** As before, but the next lane is looked for where lanes are: among the due and among the leased ones. */
export const turn = (s: string, laneDue: string) => `
  CREATE OR REPLACE FUNCTION ${s}.inbox_turn(_consumer text, _ended jsonb, _limit int, _lease interval)
  RETURNS TABLE (ended text, id text, key text, payload jsonb, correlation_id text, cause_id text, attempt int,
    failures int, fence bigint, due_ms float8)
  LANGUAGE plpgsql SET enable_seqscan = off AS $$
  #variable_conflict use_column
  DECLARE
    _found bigint;
  BEGIN
    IF jsonb_array_length(_ended) > 0 THEN
      RETURN QUERY SELECT e, NULL, NULL, NULL::jsonb, NULL, NULL, NULL::int, NULL::int, NULL::bigint, NULL::float8
      FROM ${s}.inbox_settle(_consumer, _ended, 'done', NULL) AS e;
    END IF;
    IF _limit <= 0 THEN RETURN; END IF;
    RETURN QUERY SELECT NULL, c.*, NULL::float8 FROM ${s}.inbox_claim(_consumer, _limit, _lease) AS c;
    GET DIAGNOSTICS _found = ROW_COUNT;
    IF _found < _limit THEN
      RETURN QUERY SELECT NULL, NULL, NULL, NULL::jsonb, NULL, NULL, NULL::int, NULL::int, NULL::bigint,
        extract(epoch FROM least(${laneDue},
          (SELECT min(i.run_at) FROM ${s}.inbox i WHERE i.consumer = _consumer AND i.state = 'timer')
        ) - clock_timestamp())::float8 * 1000;
    END IF;
  END $$;`;
