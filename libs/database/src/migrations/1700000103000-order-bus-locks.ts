import type { MigrationInterface, QueryRunner } from 'typeorm';
import { claimLateFirst, putAndSettle } from './1700000101000-lighten-bus.js';
import { laneDueOf, turn } from './1700000102000-steady-bus-plans.js';
import { firstServices } from '../first-services.js';

/**
 * Whoever waits for lanes waits for them in the order of their keys, and once: a turn locks the lanes that end and the
 * lanes of due timers together, and a renewal keeps the same order. And no row is put without a lane.
 */
export class OrderBusLocks1700000103000 implements MigrationInterface {
  constructor(private readonly services: readonly string[] = firstServices) {}

  async up(db: QueryRunner): Promise<void> {
    for (const s of this.services) {
      await db.query(put(s));
      await db.query(settle(s, 'text'));
      await db.query(claim(s));
      await db.query(renew(s));
      await db.query(promotingTurn(s));
    }
  }

  async down(db: QueryRunner): Promise<void> {
    for (const s of this.services) {
      await db.query(`
        DROP FUNCTION ${s}.inbox_put, ${s}.inbox_settle, ${s}.inbox_claim, ${s}.inbox_renew, ${s}.inbox_turn`);
      await db.query(putAndSettle(s));
      await db.query(claimLateFirst(s));
      await db.query(`
        ALTER FUNCTION ${s}.inbox_put SET enable_seqscan = off;
        ALTER FUNCTION ${s}.inbox_claim SET enable_seqscan = off;`);
      await db.query(turn(s, laneDueOf(s)));
    }
  }
}

/** What is there when it looks is left out for good: a finished row may be cleared before the others are written. */
const put = (s: string) => `
  CREATE OR REPLACE FUNCTION ${s}.inbox_put(_consumer text, _messages jsonb, _tells_others boolean) RETURNS void
  LANGUAGE plpgsql SET enable_seqscan = off AS $$
  DECLARE
    _new jsonb[]; _keys text[];
  BEGIN
    SELECT array_agg(e.m ORDER BY e.n), array_agg(DISTINCT e.m ->> 'key') INTO _new, _keys
    FROM jsonb_array_elements(_messages) WITH ORDINALITY AS e(m, n)
    WHERE (SELECT true FROM ${s}.inbox i WHERE i.consumer = _consumer AND i.id = e.m ->> 'id' LIMIT 1) IS NULL;
    IF _new IS NULL THEN RETURN; END IF;

    INSERT INTO ${s}.inbox_lane AS l (consumer, key, run_at) SELECT _consumer, k, now() FROM unnest(_keys) AS k
    ORDER BY k
    ON CONFLICT (consumer, key) DO UPDATE SET key = EXCLUDED.key WHERE false;

    INSERT INTO ${s}.inbox (consumer, id, key, payload, correlation_id, cause_id)
    SELECT _consumer, e.m ->> 'id', e.m ->> 'key', e.m -> 'payload', e.m ->> 'correlationId', e.m ->> 'causeId'
    FROM unnest(_new) WITH ORDINALITY AS e(m, n) ORDER BY e.n
    ON CONFLICT (consumer, id) DO NOTHING;
    IF _tells_others THEN PERFORM pg_notify('${s}_inbox', _consumer); END IF;
  END $$;`;

/**
 * As before, but among several claims of one key it finds the one that holds: a fence is given once, so it names the
 * claim. `coalesce` hides from the planner that the index of leased lanes would do.
 */
export const settle = (s: string, reason: 'text' | 'jsonb') => `
  CREATE OR REPLACE FUNCTION ${s}.inbox_settle(_consumer text, _jobs jsonb, _state text, _reason ${reason})
  RETURNS SETOF text LANGUAGE plpgsql SET enable_seqscan = off AS $$
  DECLARE
    _ids text[]; _keys text[]; _fences bigint[]; _next text[];
  BEGIN
    SELECT array_agg(j.key), array_agg(j.fence) INTO _keys, _fences
    FROM jsonb_to_recordset(_jobs) AS j(key text, fence bigint);
    SELECT array_agg(h.key), array_agg(h.fence) INTO _keys, _fences FROM (
      SELECT l.key, l.fence FROM ${s}.inbox_lane l
      WHERE l.consumer = _consumer AND l.key = ANY (_keys) AND coalesce(l.fence) = ANY (_fences)
      ORDER BY l.key FOR UPDATE
    ) h;
    IF _keys IS NULL THEN RETURN; END IF;
    SELECT array_agg(j.id) INTO _ids FROM jsonb_to_recordset(_jobs) AS j(id text, fence bigint)
    WHERE j.fence = ANY (_fences);

    RETURN QUERY
    UPDATE ${s}.inbox i SET state = _state, reason = _reason, finished_at = now()
    WHERE i.consumer = _consumer AND i.id = ANY (_ids) AND coalesce(i.state) = 'waiting' RETURNING i.id;

    SELECT array_agg(k) INTO _next FROM unnest(_keys) AS k
    WHERE (SELECT true FROM ${s}.inbox i WHERE i.consumer = _consumer AND i.key = k AND i.state = 'waiting'
           ORDER BY i.seq LIMIT 1);
    UPDATE ${s}.inbox_lane l SET run_at = now(), fence = 0, attempt = 0, failures = 0
    WHERE l.consumer = _consumer AND l.key = ANY (_next);
    DELETE FROM ${s}.inbox_lane l
    WHERE l.consumer = _consumer AND l.key = ANY (_keys) AND l.key <> ALL (coalesce(_next, '{}'));
  END $$;`;

/** Takes only lanes that nobody holds, so it never waits; the timers are the turn's. */
const claim = (s: string) => `
  CREATE OR REPLACE FUNCTION ${s}.inbox_claim(_consumer text, _limit int, _lease interval)
  RETURNS TABLE (id text, key text, payload jsonb, correlation_id text, cause_id text, attempt int, failures int,
    fence bigint)
  LANGUAGE plpgsql SET enable_seqscan = off AS $$
  #variable_conflict use_column
  DECLARE
    _keys text[]; _fences bigint[]; _attempts int[]; _failures int[]; _found bigint;
  BEGIN
    WITH orphaned AS (
      SELECT l.key FROM ${s}.inbox_lane l WHERE l.consumer = _consumer AND l.fence <> 0 AND l.run_at <= now()
      ORDER BY l.run_at LIMIT _limit FOR UPDATE SKIP LOCKED
    ), due AS (
      SELECT l.key FROM ${s}.inbox_lane l WHERE l.consumer = _consumer AND l.fence = 0 AND l.run_at <= now()
      ORDER BY l.run_at LIMIT _limit - (SELECT count(*) FROM orphaned) FOR UPDATE SKIP LOCKED
    ), picked AS (
      SELECT o.key FROM orphaned o UNION ALL SELECT d.key FROM due d
    ), claimed AS (
      UPDATE ${s}.inbox_lane l
      SET run_at = now() + _lease, fence = nextval('${s}.inbox_fence'), attempt = l.attempt + 1
      WHERE l.consumer = _consumer AND l.key = ANY (ARRAY(SELECT picked.key FROM picked))
      RETURNING l.key, l.fence, l.attempt, l.failures
    )
    SELECT array_agg(c.key), array_agg(c.fence), array_agg(c.attempt), array_agg(c.failures)
    INTO _keys, _fences, _attempts, _failures FROM claimed c;
    IF _keys IS NULL THEN RETURN; END IF;

    -- A statement of its own: the oldest row must be read after the lane is locked.
    RETURN QUERY
    SELECT h.id, c.key, h.payload, h.correlation_id, h.cause_id, c.attempt, c.failures, c.fence
    FROM unnest(_keys, _fences, _attempts, _failures) AS c(key, fence, attempt, failures)
    CROSS JOIN LATERAL (
      SELECT i.* FROM ${s}.inbox i WHERE i.consumer = _consumer AND i.key = c.key AND i.state = 'waiting'
      ORDER BY i.seq LIMIT 1
    ) h;
    GET DIAGNOSTICS _found = ROW_COUNT;
    IF _found < cardinality(_keys) THEN
      DELETE FROM ${s}.inbox_lane l WHERE l.consumer = _consumer AND l.key = ANY (_keys) AND NOT EXISTS (
        SELECT FROM ${s}.inbox i WHERE i.consumer = _consumer AND i.key = l.key AND i.state = 'waiting');
    END IF;
  END $$;`;

/** Prolongs leases and returns the fences that still hold. */
const renew = (s: string) => `
  CREATE FUNCTION ${s}.inbox_renew(_consumer text, _keys text[], _fences bigint[], _lease interval)
  RETURNS SETOF bigint LANGUAGE plpgsql SET enable_seqscan = off AS $$
  BEGIN
    PERFORM FROM ${s}.inbox_lane l
    WHERE l.consumer = _consumer AND l.key = ANY (_keys) AND coalesce(l.fence) = ANY (_fences)
    ORDER BY l.key FOR UPDATE;
    RETURN QUERY
    UPDATE ${s}.inbox_lane l SET run_at = now() + _lease
    WHERE l.consumer = _consumer AND l.key = ANY (_keys) AND coalesce(l.fence) = ANY (_fences) RETURNING l.fence;
  END $$;`;

/**
 * As before, but timers that are due come first. Their lanes and those of the ended jobs are locked together, in the
 * order of the keys, because two turns that lock two sets one after the other can wait for each other. What is not due
 * when it looks is told as due in the future, so that a due lane in an answer without claims is one that somebody holds.
 */
const promotingTurn = (s: string) => `
  CREATE OR REPLACE FUNCTION ${s}.inbox_turn(_consumer text, _ended jsonb, _limit int, _lease interval)
  RETURNS TABLE (ended text, id text, key text, payload jsonb, correlation_id text, cause_id text, attempt int,
    failures int, fence bigint, due_ms float8)
  LANGUAGE plpgsql SET enable_seqscan = off AS $$
  #variable_conflict use_column
  DECLARE
    _found bigint; _timers text[]; _keys text[];
  BEGIN
    IF _limit > 0 THEN
      SELECT array_agg(t.id), array_agg(t.key) INTO _timers, _keys FROM (
        SELECT i.id, i.key FROM ${s}.inbox i
        WHERE i.consumer = _consumer AND i.state = 'timer' AND i.run_at <= now() ORDER BY i.run_at, i.seq LIMIT 500
      ) t;
    END IF;
    IF _timers IS NOT NULL THEN
      -- An ended job whose lane is gone makes an empty one; the claim that finds it removes it.
      INSERT INTO ${s}.inbox_lane AS l (consumer, key, run_at)
      SELECT _consumer, u.key, now() FROM (
        SELECT k AS key FROM unnest(_keys) AS k UNION SELECT j.key FROM jsonb_to_recordset(_ended) AS j(key text)
      ) u ORDER BY u.key
      ON CONFLICT (consumer, key) DO UPDATE SET key = EXCLUDED.key WHERE false;
      UPDATE ${s}.inbox i SET state = 'waiting', seq = d.seq
      FROM (SELECT u.id, nextval(pg_get_serial_sequence('${s}.inbox', 'seq')) AS seq FROM unnest(_timers) AS u(id)) d
      WHERE i.consumer = _consumer AND i.id = d.id AND i.state = 'timer' AND i.run_at <= now();
    END IF;
    IF jsonb_array_length(_ended) > 0 THEN
      RETURN QUERY SELECT e, NULL, NULL, NULL::jsonb, NULL, NULL, NULL::int, NULL::int, NULL::bigint, NULL::float8
      FROM ${s}.inbox_settle(_consumer, _ended, 'done', NULL) AS e;
    END IF;
    IF _limit <= 0 THEN RETURN; END IF;
    RETURN QUERY SELECT NULL, c.*, NULL::float8 FROM ${s}.inbox_claim(_consumer, _limit, _lease) AS c;
    GET DIAGNOSTICS _found = ROW_COUNT;
    IF _found < _limit THEN
      RETURN QUERY SELECT NULL, NULL, NULL, NULL::jsonb, NULL, NULL, NULL::int, NULL::int, NULL::bigint,
        extract(epoch FROM CASE WHEN d.at <= now() THEN d.at - now()
          ELSE greatest(d.at - clock_timestamp(), interval '1 ms') END)::float8 * 1000
      FROM (SELECT least(${laneDueOf(s)},
          (SELECT min(i.run_at) FROM ${s}.inbox i WHERE i.consumer = _consumer AND i.state = 'timer')
        ) AS at) d
      WHERE d.at IS NOT NULL;
    END IF;
  END $$;`;
