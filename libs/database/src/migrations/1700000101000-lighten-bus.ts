import type { MigrationInterface, QueryRunner } from 'typeorm';
import { claim, confirm, put, settle } from './1700000100000-create-bus.js';
import { firstServices } from '../first-services.js';

/**
 * Fewer statements, transactions and index entries per message: a relay takes in one function, a confirmation deletes
 * at once, jobs end in sets, and a worker ends, claims and looks ahead in one round trip.
 */
export class LightenBus1700000101000 implements MigrationInterface {
  constructor(private readonly services: readonly string[] = firstServices) {}

  async up(db: QueryRunner): Promise<void> {
    for (const schema of this.services) {
      await db.query(`
        ALTER TABLE ${schema}.outbox DROP CONSTRAINT outbox_pkey, DROP CONSTRAINT outbox_id_key, ADD PRIMARY KEY (id);
        CREATE INDEX inbox_lane_leased ON ${schema}.inbox_lane (consumer, run_at) WHERE fence <> 0;
        DROP FUNCTION ${schema}.outbox_confirm, ${schema}.inbox_put, ${schema}.inbox_claim, ${schema}.inbox_settle;`);
      await db.query(takeAndConfirm(schema));
      await db.query(putAndSettle(schema));
      await db.query(claimLateFirst(schema));
      await db.query(turn(schema));
    }
  }

  async down(db: QueryRunner): Promise<void> {
    for (const schema of this.services) {
      await db.query(`
        DROP FUNCTION ${schema}.outbox_take, ${schema}.outbox_confirm, ${schema}.inbox_put, ${schema}.inbox_claim,
          ${schema}.inbox_settle, ${schema}.inbox_turn;
        DROP INDEX ${schema}.inbox_lane_leased;
        ALTER TABLE ${schema}.outbox DROP CONSTRAINT outbox_pkey, ADD PRIMARY KEY (seq), ADD UNIQUE (id);`);
      await db.query(confirm(schema));
      await db.query(put(schema));
      await db.query(claim(schema));
      await db.query(settle(schema));
    }
  }
}

/**
 * Neither waits for the disk: lost in a power cut, a message is only sent again, and its receiver knows it. Plans of
 * functions are kept while tables grow from nothing to a backlog, so ids are looked up by arrays, never joined.
 */
const takeAndConfirm = (s: string) => `
  CREATE FUNCTION ${s}.outbox_take(_limit int)
  RETURNS TABLE (id uuid, subject text, version int, key text, payload jsonb, correlation_id text, cause_id text,
    waiting text[], sends int, after uuid, after_for text[])
  LANGUAGE plpgsql AS $$
  #variable_conflict use_column
  BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    RETURN QUERY
    WITH due AS (
      SELECT o.id FROM ${s}.outbox o WHERE o.send_at <= now() ORDER BY o.send_at, o.seq LIMIT _limit
      FOR UPDATE SKIP LOCKED
    ), taken AS (
      UPDATE ${s}.outbox o
      SET sends = o.sends + 1, send_at = now() + least(interval '5 min', interval '5 s' * 2 ^ least(o.sends, 10))
      WHERE o.id = ANY (ARRAY(SELECT due.id FROM due)) RETURNING o.*
    )
    SELECT t.id, t.subject, t.version, t.key, t.payload, t.correlation_id, t.cause_id, t.waiting, t.sends - 1,
      before.id, coalesce(before.waiting, '{}')
    FROM taken t LEFT JOIN LATERAL (
      SELECT p.id, p.waiting FROM ${s}.outbox p
      WHERE p.key = t.key AND p.subject = t.subject AND p.seq < t.seq ORDER BY p.seq DESC LIMIT 1
    ) before ON true
    ORDER BY t.seq;
  END $$;

  CREATE FUNCTION ${s}.outbox_confirm(_ids uuid[], _consumers text[]) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    DELETE FROM ${s}.outbox o
    USING (SELECT id, array_agg(consumer) AS names FROM unnest(_ids, _consumers) AS u(id, consumer) GROUP BY id) c
    WHERE o.id = ANY (_ids) AND o.id = c.id AND o.waiting <@ c.names;
    UPDATE ${s}.outbox o
    SET waiting = ARRAY(SELECT unnest(o.waiting) EXCEPT SELECT unnest(c.names))
    FROM (SELECT id, array_agg(consumer) AS names FROM unnest(_ids, _consumers) AS u(id, consumer) GROUP BY id) c
    WHERE o.id = ANY (_ids) AND o.id = c.id;
    -- Two confirmations at once: the later one may find that nobody is left.
    IF FOUND THEN DELETE FROM ${s}.outbox WHERE id = ANY (_ids) AND waiting = '{}'; END IF;
  END $$;`;

/**
 * `inbox_settle` ends jobs as done or dead while their fence holds, and hands each lane to its next row; it returns
 * the ended ids. `coalesce` and the subquery with a LIMIT keep the planner on the right index, whatever a fresh
 * backlog makes it believe.
 */
export const putAndSettle = (s: string) => `
  CREATE FUNCTION ${s}.inbox_put(_consumer text, _messages jsonb, _tells_others boolean) RETURNS void
  LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO ${s}.inbox_lane AS l (consumer, key, run_at)
    SELECT DISTINCT _consumer, m.key, now() FROM jsonb_to_recordset(_messages) AS m(id text, key text)
    WHERE (SELECT true FROM ${s}.inbox i WHERE i.consumer = _consumer AND i.id = m.id LIMIT 1) IS NULL
    ORDER BY m.key
    ON CONFLICT (consumer, key) DO UPDATE SET key = EXCLUDED.key WHERE false;

    INSERT INTO ${s}.inbox (consumer, id, key, payload, correlation_id, cause_id)
    SELECT _consumer, e.m ->> 'id', e.m ->> 'key', e.m -> 'payload', e.m ->> 'correlationId', e.m ->> 'causeId'
    FROM jsonb_array_elements(_messages) WITH ORDINALITY AS e(m, n) ORDER BY e.n
    ON CONFLICT (consumer, id) DO NOTHING;
    IF _tells_others THEN PERFORM pg_notify('${s}_inbox', _consumer); END IF;
  END $$;

  CREATE FUNCTION ${s}.inbox_settle(_consumer text, _jobs jsonb, _state text, _reason text) RETURNS SETOF text
  LANGUAGE plpgsql SET enable_seqscan = off AS $$
  DECLARE
    _ids text[]; _keys text[]; _fences bigint[]; _next text[];
  BEGIN
    SELECT array_agg(j.key), array_agg(j.fence) INTO _keys, _fences
    FROM jsonb_to_recordset(_jobs) AS j(key text, fence bigint);
    SELECT array_agg(h.key) INTO _keys FROM (
      SELECT l.key FROM ${s}.inbox_lane l
      WHERE l.consumer = _consumer AND l.key = ANY (_keys)
        AND l.fence = (_fences)[array_position(_keys, l.key)]
      ORDER BY l.key FOR UPDATE
    ) h;
    IF _keys IS NULL THEN RETURN; END IF;
    SELECT array_agg(j.id) INTO _ids FROM jsonb_to_recordset(_jobs) AS j(id text, key text) WHERE j.key = ANY (_keys);

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

/** What a dead worker left comes before a backlog that is older than its lease: it was begun first. */
export const claimLateFirst = (s: string) => `
  CREATE FUNCTION ${s}.inbox_claim(_consumer text, _limit int, _lease interval)
  RETURNS TABLE (id text, key text, payload jsonb, correlation_id text, cause_id text, attempt int, failures int,
    fence bigint)
  LANGUAGE plpgsql AS $$
  #variable_conflict use_column
  DECLARE
    _ids text[]; _keys text[]; _fences bigint[]; _attempts int[]; _failures int[]; _found bigint;
  BEGIN
    SELECT array_agg(t.id), array_agg(t.key) INTO _ids, _keys FROM (
      SELECT i.id, i.key FROM ${s}.inbox i
      WHERE i.consumer = _consumer AND i.state = 'timer' AND i.run_at <= now() ORDER BY i.run_at, i.seq LIMIT 500
    ) t;
    IF _ids IS NOT NULL THEN
      INSERT INTO ${s}.inbox_lane AS l (consumer, key, run_at)
      SELECT DISTINCT _consumer, k, now() FROM unnest(_keys) AS k ORDER BY k
      ON CONFLICT (consumer, key) DO UPDATE SET key = EXCLUDED.key WHERE false;
      UPDATE ${s}.inbox i SET state = 'waiting', seq = d.seq
      FROM (SELECT u.id, nextval(pg_get_serial_sequence('${s}.inbox', 'seq')) AS seq FROM unnest(_ids) AS u(id)) d
      WHERE i.consumer = _consumer AND i.id = d.id AND i.state = 'timer' AND i.run_at <= now();
    END IF;

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

/**
 * One round of a worker: ends jobs, claims others and, when there are fewer than asked for, tells when the next are
 * due. Three kinds of rows: `ended` ids, claims, and at most one with `due_ms` alone.
 */
const turn = (s: string) => `
  CREATE FUNCTION ${s}.inbox_turn(_consumer text, _ended jsonb, _limit int, _lease interval)
  RETURNS TABLE (ended text, id text, key text, payload jsonb, correlation_id text, cause_id text, attempt int,
    failures int, fence bigint, due_ms float8)
  LANGUAGE plpgsql AS $$
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
        extract(epoch FROM least(
          (SELECT min(l.run_at) FROM ${s}.inbox_lane l WHERE l.consumer = _consumer),
          (SELECT min(i.run_at) FROM ${s}.inbox i WHERE i.consumer = _consumer AND i.state = 'timer')
        ) - clock_timestamp())::float8 * 1000;
    END IF;
  END $$;`;
