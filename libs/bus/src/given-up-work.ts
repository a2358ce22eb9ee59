import { inTransaction } from '@hub/database';
import type { DataSource, EntityManager } from 'typeorm';
import { forEver, type ConsumerSpec } from './bus.js';
import { decideTry, everyMs, releasedAtOnce, type GivenUpGroup, type Try } from './decide-try.js';
import { groupOf, type WorkAlarms } from './work-alarms.js';

/** Which dead letters of a consumer may be tried again, as `inbox_may_try` takes it. */
interface Meant {
  consumer: string;
  after: Date | null;
  keep: unknown;
  held: readonly string[];
}

interface Group {
  consumer: string;
  /** As `inbox_cause` says it. */
  cause: string;
  meant: Meant;
}

const hourMs = 3_600_000;

/**
 * Tries dead letters of one service again by itself, because nothing signals when a refusal has passed: one of each
 * consumer and cause every few minutes, and when that ends well, the others, for as long as the consumer says. Work of a
 * consumer with `givenUp` is left alone: that has ended what waited for it.
 */
export class GivenUpWork {
  private readonly specs = new Map<string, ConsumerSpec<unknown>>();

  constructor(
    private readonly source: DataSource,
    private readonly service: string,
    private readonly alarms: WorkAlarms,
  ) {}

  add(spec: ConsumerSpec<unknown>): void {
    if (!spec.givenUp) this.specs.set(spec.consumer, spec);
  }

  /** One round, of one copy at a time. What earlier rounds have mended is an alarm no more. */
  async run(now: Date | null): Promise<void> {
    const due = await inTransaction(this.source, async (tx) => {
      const [lock]: { isFirst: boolean; now: Date }[] = await tx.query(
        `SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS "isFirst", now()`,
        [`${this.service}.try-again`],
      );
      if (!lock?.isFirst) return null;
      await this.alarms.reviewOpen(tx);
      const at = now ?? lock.now;
      return { groups: await this.listGroups(tx, [...this.specs.values()], at), at };
    });
    for (const group of due?.groups ?? []) {
      const at = due?.at ?? new Date();
      const next = decideTry(group, at);
      if (next) await inTransaction(this.source, (tx) => this.try(tx, group, next, at));
    }
  }

  /** Tries now what was given up because of this account, where its consumer wants that. */
  async release(tx: EntityManager, accountId: string): Promise<void> {
    const hosts: { host: string }[] = await tx.query(
      'SELECT host FROM accounts.account WHERE id::text = $1',
      [accountId],
    );
    const causes = [accountId, ...hosts.map(({ host }) => host)];
    const now = new Date();
    const triedBefore = new Date(now.getTime() - everyMs);
    const specs = [...this.specs.values()].filter(({ again }) => again?.withAccount !== false);
    for (const group of await this.listGroups(tx, specs, now))
      if (causes.includes(group.cause))
        await this.try(tx, group, { most: releasedAtOnce, before: null, triedBefore }, now);
  }

  /**
   * Discards the dead letters of these keys, because nothing is left to be done for them; not what its consumer leaves to a
   * person (`again.keep`).
   */
  async discard(tx: EntityManager, consumer: string, keys: readonly string[]): Promise<void> {
    const keep = this.specs.get(consumer)?.again?.keep;
    const [rows]: [{ payload: unknown }[], number] = await tx.query(
      `UPDATE ${this.service}.inbox SET state = 'discarded', finished_at = now()
        WHERE consumer = $1 AND key = ANY ($2) AND state = 'dead'
          AND ($3::jsonb IS NULL OR NOT payload @> $3::jsonb) RETURNING payload`,
      [consumer, keys, keep === undefined ? null : JSON.stringify(keep)],
    );
    const groups = rows.map(({ payload }) => groupOf(consumer, payload));
    await this.alarms.reviewDead(tx, groups, false);
  }

  private async try(
    tx: EntityManager,
    { consumer, cause, meant }: Group,
    { most, ...which }: Try,
    at: Date,
  ): Promise<void> {
    await tx.query(`SELECT ${this.service}.inbox_try($1, $2, $3, jsonb_strip_nulls($4), $5)`, [
      ...[consumer, cause, most],
      ...[JSON.stringify({ ...meant, ...which }), at],
    ]);
  }

  private async listGroups(
    tx: EntityManager,
    specs: readonly ConsumerSpec<unknown>[],
    at: Date,
  ): Promise<(Group & GivenUpGroup)[]> {
    const inbox = `${this.service}.inbox`;
    const meant: Meant[] = [];
    for (const spec of specs) meant.push(await meantOf(tx, spec, at));
    return tx.query(
      `SELECT dead.consumer, dead.cause, dead.meant, dead.since, coalesce(tried.at, dead.tried_at) AS "triedAt",
         coalesce(tried.running, 0) AS running, coalesce(tried.done, 0) AS done, coalesce(tried.failed, 0) AS failed
       FROM (SELECT consumer, meant, ${this.service}.inbox_cause(payload, reason) AS cause, min(finished_at) AS since,
             max(tried_at) AS tried_at
           FROM ${inbox} JOIN jsonb_array_elements(jsonb_strip_nulls($1)) AS meant ON consumer = meant ->> 'consumer'
          WHERE state = 'dead' AND ${this.service}.inbox_may_try(key, payload, finished_at, meant) GROUP BY 1, 2, 3) AS dead
         LEFT JOIN LATERAL (SELECT tried_at AS at, (count(*) FILTER (WHERE state = 'waiting'))::int AS running,
             (count(*) FILTER (WHERE state = 'done'))::int AS done,
             (count(*) FILTER (WHERE state = 'dead'))::int AS failed
           FROM ${inbox} WHERE consumer = dead.consumer AND tried_for = dead.cause AND tried_at IS NOT NULL
            AND (dead.tried_at IS NULL OR tried_at >= dead.tried_at)
          GROUP BY 1 ORDER BY 1 DESC LIMIT 1) AS tried ON true
       ORDER BY 1, 2`,
      [JSON.stringify(meant)],
    );
  }
}

async function meantOf(
  tx: EntityManager,
  { consumer, again }: ConsumerSpec<unknown>,
  at: Date,
): Promise<Meant> {
  const { forMs = hourMs, keep = null, keysLeftToPeople } = again ?? {};
  const after = forMs === forEver ? null : new Date(at.getTime() - forMs);
  return { consumer, after, keep, held: keysLeftToPeople ? await keysLeftToPeople(tx) : [] };
}
