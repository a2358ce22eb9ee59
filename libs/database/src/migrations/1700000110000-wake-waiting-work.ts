import type { MigrationInterface, QueryRunner } from 'typeorm';
import { firstServices } from '../first-services.js';

/**
 * A job that failed keeps what it waits for and since when it is retried; what waits for an account is due at once when
 * that account can be used again.
 */
export class WakeWaitingWork1700000110000 implements MigrationInterface {
  constructor(private readonly services: readonly string[] = firstServices) {}

  async up(db: QueryRunner): Promise<void> {
    for (const s of this.services) {
      await db.query(columns(s));
      await db.query(retry(s));
      await db.query(wake(s));
    }
  }

  async down(db: QueryRunner): Promise<void> {
    for (const s of this.services) {
      await db.query(`
        DROP FUNCTION ${s}.inbox_retry, ${s}.inbox_wake;
        DROP TABLE ${s}.woken;
        DROP INDEX ${s}.inbox_waits_for, ${s}.inbox_retried, ${s}.inbox_dead_of;
        ALTER TABLE ${s}.inbox DROP COLUMN waits_for, DROP COLUMN retried_since;`);
    }
  }
}

const columns = (s: string) => `
  ALTER TABLE ${s}.inbox ADD COLUMN waits_for text, ADD COLUMN retried_since timestamptz;
  CREATE INDEX inbox_waits_for ON ${s}.inbox (waits_for) WHERE state = 'waiting' AND waits_for IS NOT NULL;
  CREATE INDEX inbox_retried ON ${s}.inbox (retried_since) WHERE state = 'waiting' AND retried_since IS NOT NULL;
  CREATE INDEX inbox_dead_of ON ${s}.inbox (consumer, coalesce(payload ->> 'accountId', '')) WHERE state = 'dead';
  CREATE TABLE ${s}.woken (waits_for text PRIMARY KEY, at timestamptz NOT NULL);`;

/**
 * Gives a lane back for a later try while the claim holds. A wake that came during the attempt must not be lost: the row
 * of \`woken\` is locked first, here shared and by a wake alone, so each sees what the other has committed.
 */
const retry = (s: string) => `
  CREATE FUNCTION ${s}.inbox_retry(_consumer text, _job jsonb, _retry jsonb) RETURNS boolean
  LANGUAGE plpgsql SET enable_seqscan = off AS $$
  DECLARE
    _waits_for text := _retry ->> 'waitsFor';
    _run_at timestamptz := now() + (_retry ->> 'afterMs')::float8 * interval '1 ms';
    _woken timestamptz;
  BEGIN
    IF _waits_for IS NOT NULL THEN
      INSERT INTO ${s}.woken (waits_for, at) VALUES (_waits_for, '-infinity') ON CONFLICT DO NOTHING;
      SELECT w.at INTO _woken FROM ${s}.woken w WHERE w.waits_for = _waits_for FOR SHARE;
      IF _woken >= clock_timestamp() - (_retry ->> 'ranMs')::float8 * interval '1 ms' THEN _run_at := now(); END IF;
    END IF;
    UPDATE ${s}.inbox_lane l
    SET run_at = _run_at, fence = 0, failures = l.failures + (_retry ->> 'failures')::int
    WHERE l.consumer = _consumer AND l.key = _job ->> 'key' AND coalesce(l.fence) = (_job ->> 'fence')::bigint;
    IF NOT FOUND THEN RETURN false; END IF;
    UPDATE ${s}.inbox i
    SET reason = _retry -> 'reason', waits_for = _waits_for,
      retried_since = coalesce(i.retried_since, now())
    WHERE i.consumer = _consumer AND i.id = _job ->> 'id' AND coalesce(i.state) = 'waiting';
    RETURN true;
  END $$;`;

/**
 * Makes due what waits for an account, the oldest first, and returns how many jobs that are. Those that run meanwhile
 * find the wake when they fail.
 */
const wake = (s: string) => `
  CREATE FUNCTION ${s}.inbox_wake(_waits_for text) RETURNS int LANGUAGE plpgsql SET enable_seqscan = off AS $$
  DECLARE
    _consumers text[]; _keys text[]; _since timestamptz[];
  BEGIN
    INSERT INTO ${s}.woken AS w (waits_for, at) VALUES (_waits_for, clock_timestamp())
    ON CONFLICT (waits_for) DO UPDATE SET at = clock_timestamp();
    SELECT array_agg(h.consumer), array_agg(h.key), array_agg(h.created_at) INTO _consumers, _keys, _since FROM (
      SELECT l.consumer, l.key, i.created_at
      FROM ${s}.inbox i JOIN ${s}.inbox_lane l ON l.consumer = i.consumer AND l.key = i.key
      WHERE i.waits_for = _waits_for AND i.state = 'waiting' AND coalesce(l.fence) = 0 AND l.run_at > now()
      ORDER BY l.consumer, l.key FOR UPDATE OF l
    ) h;
    IF _keys IS NULL THEN RETURN 0; END IF;
    UPDATE ${s}.inbox_lane l SET run_at = least(d.since, now())
    FROM unnest(_consumers, _keys, _since) AS d(consumer, key, since)
    WHERE l.consumer = d.consumer AND l.key = d.key AND coalesce(l.fence) = 0;
    PERFORM pg_notify('${s}_inbox', c) FROM (SELECT DISTINCT unnest(_consumers) AS c) d;
    RETURN cardinality(_keys);
  END $$;`;
