import type { AccountRemoved } from '@hub/contracts';
import {
  askPrepared,
  askWithin,
  BatchedRead,
  inTransactionBetween,
  retryConflicts,
  sqlState,
} from '@hub/database';
import { message, type Message } from '@hub/messages';
import { escapeLiteral } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { LeaseLost, type JobAbout, type Statement } from './bus.js';
import type { Retry } from './judge-failure.js';
import type { Envelope } from './outbox.js';
import { encodePayload } from './payload-limit.js';
import { groupOf, type WorkGroup } from './work-alarms.js';

/** One claimed row: the oldest unfinished one of its key, leased under a fencing number. */
export interface Claim {
  id: string;
  key: string;
  payload: unknown;
  correlationId: string;
  causeId: string | null;
  attempt: number;
  /** Earlier attempts of this job that failed without saying when to come back. */
  failures: number;
  fence: string;
}

type FollowedKey = Pick<Claim, 'id' | 'key'> & { consumer: string };

/** Why an attempt failed, and how long it ran. */
export interface FailedAttempt {
  reason: Message;
  ranMs: number;
}

/** The result of one round of a worker. */
export interface ClaimRound {
  /** Ids of the jobs that are ended now; the others were taken over. */
  ended: Set<string>;
  claims: Claim[];
  /** Until the next key or timer is due, when nothing more is due now. */
  dueMs: number | undefined;
}

/** SQLSTATE of `inbox_check_fence`. */
const leaseLost = 'BL001';

/** How long the query for due work may take; the next one follows it. */
const dueWithinMs = 5_000;

type ClaimRoundRow = Claim & { ended: string | null; dueMs: number | null };

/** The inbox of one service: every statement about it. The rules live in the SQL functions beside the tables. */
export class Inbox {
  private readonly followed = new BatchedRead<FollowedKey, readonly unknown[]>(async (jobs) => {
    const rows = await askPrepared<{ followers: unknown[] | null }>(
      this.source,
      {
        name: `${this.service} inbox-followed`,
        text: `SELECT (SELECT jsonb_agg(payload) FROM ${this.service}.inbox WHERE consumer = job.consumer AND key = job.key
           AND state = 'waiting' AND id <> job.id) AS followers
         FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS job (consumer, key, id, n) ORDER BY job.n`,
      },
      [jobs.map(({ consumer }) => consumer), jobs.map(({ key }) => key), jobs.map(({ id }) => id)],
    );
    return rows.map(({ followers }) => followers ?? []);
  });

  constructor(
    private readonly source: DataSource,
    private readonly service: string,
  ) {}

  /**
   * Stores a consumer's messages and returns the ids it now has, repeated ones included. A message whose predecessor
   * of the same key is missing is left out: it is sent again after its predecessor. `notifiesOthers` notifies the other
   * copies of this service, for when this one runs at full concurrency.
   */
  async accept(consumer: string, batch: readonly Envelope[], notifiesOthers: boolean): Promise<string[]> {
    const before = batch.flatMap(({ after, afterFor }) =>
      after && afterFor.includes(consumer) ? [after] : [],
    );
    const present = new Set(await this.present(consumer, before));
    const taken: Envelope[] = [];
    const tooEarly: string[] = [];
    for (const message of batch) {
      const isInOrder =
        message.after === null || !message.afterFor.includes(consumer) || present.has(message.after);
      if (isInOrder) {
        present.add(message.id);
        taken.push(message);
      } else tooEarly.push(message.id);
    }
    if (taken.length > 0)
      await this.source.query(`SELECT ${this.service}.inbox_put($1, $2, $3)`, [
        consumer,
        JSON.stringify(taken),
        notifiesOthers,
      ]);
    // An old copy may name a predecessor that was cleared or erased since: a stored message is not refused.
    return [...taken.map(({ id }) => id), ...(await this.present(consumer, tooEarly))];
  }

  private async present(consumer: string, ids: string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const rows: { id: string }[] = await this.source.query(
      `SELECT id FROM ${this.service}.inbox WHERE consumer = $1 AND id = ANY ($2)`,
      [consumer, ids],
    );
    return rows.map(({ id }) => id);
  }

  /** Which of these jobs are set now, in their order. */
  async enqueue(
    tx: EntityManager,
    consumer: string,
    jobs: readonly (JobAbout & { id: string; payload: object })[],
  ): Promise<boolean[]> {
    for (const { payload } of jobs) encodePayload(consumer, payload);
    const rows: { done: boolean }[] = await tx.query(
      `SELECT ${this.service}.inbox_enqueue($1, job, (job ->> 'runAt')::timestamptz) AS done
         FROM jsonb_array_elements($2) AS job`,
      [consumer, JSON.stringify(jobs)],
    );
    return rows.map(({ done }) => done);
  }

  async cancel(tx: EntityManager, consumer: string, id: string): Promise<boolean> {
    const text = `SELECT ${this.service}.inbox_cancel($1, $2) AS done`;
    const [row]: { done: boolean }[] = await tx.query(text, [consumer, id]);
    return row?.done === true;
  }

  /** The payloads of other unfinished work of the claim's key that waits. */
  async followers(consumer: string, { id, key }: Claim): Promise<readonly unknown[]> {
    return this.followed.of({ consumer, id, key });
  }

  /** The keys that have work, and what was given up of them until now. */
  async reviveKeys(
    tx: EntityManager,
    consumer: string,
    keys: readonly string[],
  ): Promise<{ keys: Set<string>; revived: WorkGroup[] }> {
    const rows: { key: string | null; revived: unknown }[] = await tx.query(
      `SELECT key, revived FROM ${this.service}.inbox_revive($1, $2)`,
      [consumer, keys],
    );
    return {
      keys: new Set(rows.flatMap(({ key }) => key ?? [])),
      revived: rows.filter(({ key }) => key === null).map(({ revived }) => groupOf(consumer, revived)),
    };
  }

  /** The keys that have work which has not begun. */
  async retryKeys(tx: EntityManager, consumer: string, keys: readonly string[]): Promise<Set<string>> {
    const [inbox, lane] = [`${this.service}.inbox`, `${this.service}.inbox_lane`];
    const found = await this.lockLanes(tx, consumer, keys);
    await tx.query(
      `UPDATE ${lane} l SET run_at = now() WHERE consumer = $1 AND key = ANY ($2) AND fence = 0 AND run_at > now()
         AND NOT EXISTS (SELECT FROM ${inbox} i WHERE i.consumer = l.consumer AND i.key = l.key
           AND i.state = 'waiting' AND i.waits_for IS NOT NULL)`,
      [consumer, found],
    );
    await tx.query(`SELECT pg_notify('${this.service}_inbox', $1)`, [consumer]);
    const waiting: { key: string }[] = await tx.query(
      `SELECT DISTINCT key FROM ${inbox} WHERE consumer = $1 AND key = ANY ($2) AND state = 'waiting'
         AND NOT ${this.service}.inbox_is_running(consumer, key, id)`,
      [consumer, found],
    );
    return new Set(waiting.map(({ key }) => key));
  }

  /** In the order of the keys, as every other round locks them. */
  private async lockLanes(tx: EntityManager, consumer: string, keys: readonly string[]): Promise<string[]> {
    const lanes: { key: string }[] = await tx.query(
      `SELECT key FROM ${this.service}.inbox_lane WHERE consumer = $1 AND key = ANY ($2) ORDER BY key FOR UPDATE`,
      [consumer, keys],
    );
    return lanes.map(({ key }) => key);
  }

  async givenUpKeys(consumer: string, accountId: string): Promise<Set<string>> {
    const rows: { key: string }[] = await this.source.query(
      `SELECT DISTINCT key FROM ${this.service}.inbox
       WHERE consumer = $1 AND coalesce(payload ->> 'accountId', '') = $2 AND state = 'dead'`,
      [consumer, accountId],
    );
    return new Set(rows.map(({ key }) => key));
  }

  /** The account is what the index `inbox_dead_of` finds them by. */
  async givenUpOf(
    consumer: string,
    { accountId, key }: { accountId: string; key: string },
  ): Promise<unknown[]> {
    const rows = await askPrepared<{ payload: unknown }>(
      this.source,
      {
        name: `${this.service} inbox-given-up`,
        text: `SELECT payload FROM ${this.service}.inbox
       WHERE consumer = $1 AND coalesce(payload ->> 'accountId', '') = $2 AND state = 'dead' AND key = $3`,
      },
      [consumer, accountId, key],
    );
    return rows.map(({ payload }) => payload);
  }

  /** Returns the groups whose given-up work has become less. */
  async forget(tx: EntityManager, { accountId, host }: AccountRemoved): Promise<WorkGroup[]> {
    const [gone]: [{ consumer: string; payload: unknown; state: string }[], number] = await tx.query(
      `DELETE FROM ${this.service}.inbox
       WHERE state IN ('done', 'dead', 'discarded') AND strpos(key || payload::text, $1) > 0
       RETURNING consumer, payload, state`,
      [accountId],
    );
    // Failures name an account by its id or host; what nobody described names a call as `GET host/path`.
    await tx.query(
      `UPDATE ${this.service}.inbox SET reason = $3, tried_for = NULL, tried_at = NULL
       WHERE tried_for IN ($1, $2) OR strpos(reason::text, $1) > 0 OR strpos(reason::text, '"' || $2 || '"') > 0
         OR strpos(reason::text, ' ' || $2 || '/') > 0 OR strpos(key || payload::text, $1) > 0`,
      [accountId, host, JSON.stringify(message('failures.off-boarded'))],
    );
    await tx.query(`DELETE FROM ${this.service}.schedule_run WHERE strpos(key, $1) > 0`, [accountId]);
    await tx.query(`DELETE FROM ${this.service}.woken WHERE waits_for = $1`, [accountId]);
    return gone
      .filter(({ state }) => state === 'dead')
      .map(({ consumer, payload }) => groupOf(consumer, payload));
  }

  /**
   * Ends jobs as done while their leases are valid, then leases up to `limit` due keys and returns the oldest
   * unfinished row of each. One transaction: when it throws, nothing was written.
   */
  async finishAndClaim(
    consumer: string,
    ended: readonly Claim[],
    limit: number,
    leaseMs: number,
  ): Promise<ClaimRound> {
    const rows: ClaimRoundRow[] = await this.source.query(
      `SELECT ended, id, key, payload, correlation_id AS "correlationId", cause_id AS "causeId", attempt,
         failures, fence, due_ms AS "dueMs"
       FROM ${this.service}.inbox_round($1, $2, $3, $4 * interval '1 ms')`,
      [consumer, fencesOf(ended), limit, leaseMs],
    );
    return {
      ended: new Set(rows.flatMap((row) => row.ended ?? [])),
      claims: rows.flatMap(({ ended: id, dueMs: _, ...claim }) => (id === null && claim.id ? claim : [])),
      dueMs: rows.find(({ dueMs }) => dueMs !== null)?.dueMs ?? undefined,
    };
  }

  /** Which of these consumers have a key or a timer that is due, or a lease that has run out. Fails after five seconds. */
  async due(consumers: readonly string[]): Promise<string[]> {
    const [inbox, lane] = [`${this.service}.inbox`, `${this.service}.inbox_lane`];
    const rows = await askWithin<{ consumer: string }>(
      this.source,
      dueWithinMs,
      `SELECT c.consumer FROM unnest($1::text[]) AS c(consumer), LATERAL (SELECT least(
         (SELECT min(l.run_at) FROM ${lane} l WHERE l.consumer = c.consumer AND l.fence = 0),
         (SELECT min(l.run_at) FROM ${lane} l WHERE l.consumer = c.consumer AND l.fence <> 0),
         (SELECT min(i.run_at) FROM ${inbox} i WHERE i.consumer = c.consumer AND i.state = 'timer')) AS at) d
       WHERE d.at <= now()`,
      [consumers],
    );
    return rows.map(({ consumer }) => consumer);
  }

  /** Renews leases and returns the fences that are still valid. */
  async renew(consumer: string, claims: readonly Claim[], leaseMs: number): Promise<Set<string>> {
    const rows: { fence: string }[] = await this.source.query(
      `SELECT r.fence FROM ${this.service}.inbox_renew($1, $2, $3, $4 * interval '1 ms') AS r(fence)`,
      [consumer, claims.map(({ key }) => key), claims.map(({ fence }) => fence), leaseMs],
    );
    return new Set(rows.map(({ fence }) => fence));
  }

  /**
   * Runs a transaction that commits only while the lease is valid, which is checked last, together with the commit. Throws
   * `LeaseLost`.
   */
  async commitFenced<T>(consumer: string, claim: Claim, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    const [of, key, fence] = [consumer, claim.key, claim.fence].map((value) => escapeLiteral(value));
    const check = `SELECT ${this.service}.inbox_check_fence(${of}, ${key}, ${fence}, 0)`;
    return orLost(consumer, claim, () => inTransactionBetween(this.source, { last: check }, work));
  }

  /**
   * Runs one statement that commits only while the lease is valid, which is checked last and in the statement itself.
   * Throws `LeaseLost`.
   */
  async askFenced<Row extends object>(
    consumer: string,
    claim: Claim,
    { name, text, values }: Statement,
  ): Promise<Row[]> {
    const [of, key, fence] = [1, 2, 3].map((n) => `$${values.length + n}`);
    const fenced = `WITH step AS MATERIALIZED (${text})
      SELECT row.* FROM (SELECT count(*) AS rows FROM step) done
        CROSS JOIN LATERAL ${this.service}.inbox_check_fence(${of}, ${key}, ${fence}, done.rows)
        LEFT JOIN (SELECT true AS "isRow", step.* FROM step) row ON true`;
    const prepared = { name: `${this.service} ${name}`, text: fenced };
    const rows = await orLost(consumer, claim, () =>
      retryConflicts(() =>
        askPrepared<Row & { isRow: true | null }>(this.source, prepared, [
          ...values,
          ...[consumer, claim.key, claim.fence],
        ]),
      ),
    );
    return rows.flatMap(({ isRow, ...row }) => (isRow ? [row as unknown as Row] : []));
  }

  /** Ends a job as done or as a dead letter. False when its lease was lost. */
  async finish(
    tx: EntityManager,
    consumer: string,
    claim: Claim,
    end: { state: 'done' } | { state: 'dead'; reason: Message },
  ): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `SELECT s.id FROM ${this.service}.inbox_end($1, $2, $3, $4) AS s(id)`,
      [consumer, fencesOf([claim]), end.state, end.state === 'dead' ? JSON.stringify(end.reason) : null],
    );
    return rows.length > 0;
  }

  /**
   * Discards older dead letters of the claim's key that ask for the same, and returns the groups they were in: of one work
   * that fails again and again, one stays.
   */
  async discardOlder(tx: EntityManager, consumer: string, { id, key, payload }: Claim): Promise<WorkGroup[]> {
    const { accountId } = groupOf(consumer, payload);
    const [rows]: [{ payload: unknown }[], number] = await tx.query(
      `UPDATE ${this.service}.inbox SET state = 'discarded', finished_at = now()
       WHERE consumer = $1 AND key = $2 AND state = 'dead' AND id <> $3 AND payload = $4
         AND coalesce(payload ->> 'accountId', '') = $5 RETURNING payload`,
      [consumer, key, id, JSON.stringify(payload), accountId],
    );
    return rows.map((row) => groupOf(consumer, row.payload));
  }

  /**
   * Releases the key for a later retry; the rows behind it wait with it. `ranMs`: how long ago the job was claimed, so
   * that a wake-up since then counts. False when the lease was lost.
   */
  async retry(consumer: string, claim: Claim, judgement: Retry, failed: FailedAttempt): Promise<boolean> {
    const { id, key, fence } = claim;
    const { afterMs, waitsFor = null, isFailure } = judgement;
    const [row]: { done: boolean }[] = await this.source.query(
      `SELECT ${this.service}.inbox_retry($1, $2, $3) AS done`,
      [
        consumer,
        JSON.stringify({ id, key, fence }),
        JSON.stringify({ ...failed, afterMs, waitsFor, failures: isFailure ? 1 : 0 }),
      ],
    );
    return row?.done === true;
  }

  /** Makes due what waits for an account, the oldest first. Returns how many jobs that are. */
  async wake(tx: EntityManager, accountId: string): Promise<number> {
    const text = `SELECT ${this.service}.inbox_wake($1) AS woken`;
    const [row]: { woken: number }[] = await tx.query(text, [accountId]);
    return row?.woken ?? 0;
  }

  /** Makes a job due that was released for a retry after this claim, unless it was claimed again since. */
  async retrySooner(consumer: string, claim: Claim): Promise<void> {
    await this.source.query(
      `UPDATE ${this.service}.inbox_lane SET run_at = now()
       WHERE consumer = $1 AND key = $2 AND fence = 0 AND attempt = $3 AND run_at > now()`,
      [consumer, claim.key, claim.attempt],
    );
  }
}

function fencesOf(claims: readonly Claim[]): string {
  return JSON.stringify(claims.map(({ id, key, fence }) => ({ id, key, fence })));
}

/** What the fence says is `LeaseLost`. */
async function orLost<T>(consumer: string, claim: Claim, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (sqlState(error) === leaseLost) throw new LeaseLost(consumer, claim.id);
    throw error;
  }
}
