import { inTransaction } from '@hub/database';
import type { DataSource, EntityManager } from 'typeorm';
import type { ConsumerSpec } from './bus.js';
import { decideTry, releasedAtOnce, type GivenUpGroup, type Try } from './decide-try.js';
import type { WorkAlarms } from './work-alarms.js';

interface Group {
  consumer: string;
  /** As `inbox_cause` says it. */
  cause: string;
}

/**
 * Tries dead letters of one service again by itself, because nothing signals when a refusal has passed: one of each
 * consumer and cause every few minutes, and when that ends well, the others. Work of a consumer with `givenUp` is left
 * alone: that has ended what waited for it.
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
      return { groups: await this.listGroups(tx), at: now ?? lock.now };
    });
    for (const group of due?.groups ?? []) {
      const at = due?.at ?? new Date();
      const next = decideTry(group, at);
      if (next) await inTransaction(this.source, (tx) => this.try(tx, group, next, at));
    }
  }

  /** Tries now what was given up because of this account, but for the work of the consumers `except`. */
  async release(tx: EntityManager, accountId: string, except: readonly string[]): Promise<void> {
    const hosts: { host: string }[] = await tx.query(
      'SELECT host FROM accounts.account WHERE id::text = $1',
      [accountId],
    );
    const causes = [accountId, ...hosts.map(({ host }) => host)];
    const isMeant = ({ consumer, cause }: Group) => causes.includes(cause) && !except.includes(consumer);
    const groups = (await this.listGroups(tx)).filter(isMeant);
    for (const group of groups) await this.try(tx, group, { most: releasedAtOnce, before: null }, new Date());
  }

  private async try(
    tx: EntityManager,
    { consumer, cause }: Group,
    { most, before }: Try,
    at: Date,
  ): Promise<void> {
    const { keep = null, add = null } = this.specs.get(consumer)?.again ?? {};
    await tx.query(`SELECT ${this.service}.inbox_try($1, $2, $3, jsonb_strip_nulls($4), $5)`, [
      ...[consumer, cause, most],
      ...[JSON.stringify({ before, keep, add }), at],
    ]);
  }

  private async listGroups(tx: EntityManager): Promise<(Group & GivenUpGroup)[]> {
    const inbox = `${this.service}.inbox`;
    return tx.query(
      `SELECT dead.consumer, dead.cause, dead.since, tried.at AS "triedAt",
         coalesce(tried.running, 0) AS running, coalesce(tried.done, 0) AS done
       FROM (SELECT consumer, ${this.service}.inbox_cause(payload, reason) AS cause, min(finished_at) AS since
           FROM ${inbox} WHERE state = 'dead' AND consumer = ANY ($1) GROUP BY 1, 2) AS dead
         LEFT JOIN LATERAL (SELECT tried_at AS at, (count(*) FILTER (WHERE state = 'waiting'))::int AS running,
             (count(*) FILTER (WHERE state = 'done'))::int AS done
           FROM ${inbox} WHERE consumer = dead.consumer AND tried_for = dead.cause AND tried_at IS NOT NULL
          GROUP BY 1 ORDER BY 1 DESC LIMIT 1) AS tried ON true
       ORDER BY 1, 2`,
      [[...this.specs.keys()]],
    );
  }
}
