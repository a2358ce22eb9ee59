import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The calls per second that all processes share. Seven slots per budget; a slot is free again one second after its
 * call's answer, so at the far end no window of one second can ever see an eighth call: of two calls on one slot the
 * second leaves a full second after the first was answered. Unlogged: after a crash of PostgreSQL all slots start
 * free, one second after its start at the earliest. Stops are logged, because they must outlive a crash.
 */
export class CreateRateBudget1700000201000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE UNLOGGED TABLE accounts.rate_budget (
        budget text PRIMARY KEY,
        bulk_next_at timestamptz NOT NULL DEFAULT '-infinity',
        routing_served_at timestamptz NOT NULL DEFAULT '-infinity',
        bulk_served_at timestamptz NOT NULL DEFAULT '-infinity'
      )`);
    await db.query(`
      CREATE UNLOGGED TABLE accounts.rate_slot (
        budget text NOT NULL,
        slot smallint NOT NULL,
        holder uuid,
        free_at timestamptz NOT NULL,
        PRIMARY KEY (budget, slot)
      )`);
    await db.query(`
      CREATE UNLOGGED TABLE accounts.rate_waiter (
        waiter uuid PRIMARY KEY,
        budget text NOT NULL,
        priority smallint NOT NULL,
        since timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
      )`);
    await db.query(`CREATE INDEX rate_waiter_budget ON accounts.rate_waiter (budget)`);
    await db.query(`
      CREATE TABLE accounts.rate_stop (
        budget text PRIMARY KEY,
        until timestamptz NOT NULL,
        reason text NOT NULL
      )`);
    await db.query(rateTurn);
    await db.query(takeOneSlot);
    await db.query(releaseSlot);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP FUNCTION accounts.release_slot, accounts.take_slot, accounts.rate_turn`);
    for (const table of ['rate_stop', 'rate_waiter', 'rate_slot', 'rate_budget'])
      await db.query(`DROP TABLE accounts.${table}`);
  }
}

/** Whose turn it is, smaller first: the priority, or -1 for a class that has waited and gone unserved too long. */
const rateTurn = `
  CREATE FUNCTION accounts.rate_turn(
    p_priority int, p_waited interval, p_at timestamptz, p_book accounts.rate_budget
  ) RETURNS int LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
      WHEN p_priority = 1 AND p_waited >= interval '1 second'
        AND p_book.routing_served_at <= p_at - interval '1 second' THEN -1
      WHEN p_priority = 2 AND p_waited >= interval '2 seconds'
        AND p_book.bulk_served_at <= p_at - interval '2 seconds' THEN -1
      ELSE p_priority
    END
  $$`;

/**
 * Takes a slot for p_holder, or registers it as a waiter and says after how many milliseconds to ask again.
 *
 * Waiters go by priority (0 claim, 1 routing, 2 bulk), then by age. Nobody starves: routing that has waited one second
 * and bulk that has waited two go first when their class was not served for so long. Bulk is paced, 139 ms apart,
 * because seven calls sent at once would leave a claim waiting for a whole second; 139 ms is a little less than a
 * seventh of a second, and a call that came late (by 40 ms at most) does not delay the next, so that the time a wake-up
 * takes costs no throughput.
 */
export const takeOneSlot = `
  CREATE FUNCTION accounts.take_slot(
    p_budget text, p_waiter uuid, p_holder uuid, p_priority int, p_waited_ms float, p_hold_ms float
  ) RETURNS TABLE (slot int, wait_ms float, stopped text) LANGUAGE plpgsql AS $$
  DECLARE
    at timestamptz;
    book accounts.rate_budget;
    halt accounts.rate_stop;
    free int;
    ahead int;
    wake timestamptz;
  BEGIN
    SELECT * INTO book FROM accounts.rate_budget b WHERE b.budget = p_budget FOR UPDATE;
    IF NOT FOUND THEN
      INSERT INTO accounts.rate_budget (budget) VALUES (p_budget) ON CONFLICT DO NOTHING;
      SELECT * INTO book FROM accounts.rate_budget b WHERE b.budget = p_budget FOR UPDATE;
      INSERT INTO accounts.rate_slot (budget, slot, free_at)
        SELECT p_budget, n, greatest(clock_timestamp(), pg_postmaster_start_time() + interval '1 second')
        FROM generate_series(1, 7) n ON CONFLICT DO NOTHING;
    END IF;
    at := clock_timestamp();

    SELECT * INTO halt FROM accounts.rate_stop s WHERE s.budget = p_budget AND s.until > at;
    IF FOUND THEN
      -- Without a wait the stop has no end.
      RETURN QUERY SELECT NULL::int,
        CASE WHEN halt.until < 'infinity' THEN extract(epoch FROM halt.until - at)::float * 1000 END, halt.reason;
      RETURN;
    END IF;

    SELECT count(*) INTO free FROM accounts.rate_slot s WHERE s.budget = p_budget AND s.free_at <= at;
    SELECT count(*) INTO ahead FROM accounts.rate_waiter w
      WHERE w.budget = p_budget AND w.waiter <> p_waiter AND w.expires_at > at
        AND (accounts.rate_turn(w.priority, at - w.since, at, book), w.since, w.waiter)
          < (accounts.rate_turn(p_priority, p_waited_ms * interval '1 ms', at, book),
             at - p_waited_ms * interval '1 ms', p_waiter);

    IF ahead < free AND (p_priority < 2 OR book.bulk_next_at <= at) THEN
      UPDATE accounts.rate_slot s SET holder = p_holder, free_at = at + p_hold_ms * interval '1 ms'
        WHERE s.budget = p_budget AND s.slot = (
          SELECT t.slot FROM accounts.rate_slot t WHERE t.budget = p_budget ORDER BY t.free_at LIMIT 1)
        RETURNING s.slot INTO slot;
      UPDATE accounts.rate_budget b SET
          routing_served_at = CASE p_priority WHEN 1 THEN at ELSE b.routing_served_at END,
          bulk_served_at = CASE p_priority WHEN 2 THEN at ELSE b.bulk_served_at END,
          bulk_next_at = CASE p_priority
            WHEN 2 THEN greatest(b.bulk_next_at, at - interval '40 ms') + interval '139 ms'
            ELSE b.bulk_next_at END
        WHERE b.budget = p_budget;
      DELETE FROM accounts.rate_waiter w WHERE w.waiter = p_waiter OR w.expires_at < at;
      RETURN NEXT;
      RETURN;
    END IF;

    -- A held slot cannot be free within the second after now, whenever its answer comes.
    SELECT t.earliest INTO wake FROM (
      SELECT CASE WHEN s.holder IS NULL THEN s.free_at ELSE least(s.free_at, at + interval '1 second') END AS earliest
      FROM accounts.rate_slot s WHERE s.budget = p_budget
    ) t ORDER BY t.earliest OFFSET least(ahead, 6) LIMIT 1;
    IF p_priority = 2 THEN wake := greatest(wake, book.bulk_next_at); END IF;
    wake := greatest(wake, at + interval '1 ms');
    INSERT INTO accounts.rate_waiter AS w (waiter, budget, priority, since, expires_at)
      VALUES (p_waiter, p_budget, p_priority, at - p_waited_ms * interval '1 ms', wake + interval '500 ms')
      ON CONFLICT (waiter) DO UPDATE SET since = EXCLUDED.since, expires_at = EXCLUDED.expires_at;
    RETURN QUERY SELECT NULL::int, extract(epoch FROM wake - at)::float * 1000, NULL::text;
  END $$`;

/** Frees the slot one second from now, unless its time-out has passed and somebody else holds it. */
export const releaseSlot = `
  CREATE FUNCTION accounts.release_slot(p_budget text, p_slot int, p_holder uuid) RETURNS void LANGUAGE sql AS $$
    UPDATE accounts.rate_slot SET holder = NULL, free_at = clock_timestamp() + interval '1 second'
    WHERE budget = p_budget AND slot = p_slot AND holder = p_holder
  $$`;
