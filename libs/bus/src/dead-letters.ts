import {
  decodeCursor,
  encodeCursor,
  pageOf,
  type CursorShape,
  type DeadLetterFilter,
  type DeadLetterPage,
  type DeadLetterQuery,
  type DeadLetterRef,
  type DeadLettersReplayed,
} from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message, type Message } from '@hub/messages';
import { Problem } from '@hub/platform';
import type { DataSource, EntityManager } from 'typeorm';
import { countFitting } from './payload-limit.js';
import { groupOf, idOf, type WorkAlarms } from './work-alarms.js';

/** As many as one transaction may lock lanes for. */
const replayedAtOnce = 500;

interface Row {
  consumer: string;
  id: string;
  key: string;
  reason: Message;
  payload: object;
  correlationId: string;
  arrivedAt: Date;
  gaveUpAt: Date;
  /** With PostgreSQL's microseconds, which a Date would lose. */
  place: string;
}

/** The dead letters of one service: lists, replays and discards them. */
export class DeadLetters {
  private readonly cursors: CursorShape;

  constructor(
    private readonly source: DataSource,
    private readonly service: string,
    private readonly alarms: WorkAlarms,
  ) {
    this.cursors = { list: `dead letters of ${service}`, parts: ['moment', 'text'] };
  }

  async list(query: DeadLetterQuery): Promise<DeadLetterPage> {
    const limit = query.limit ?? 50;
    const [place, id] = query.cursor ? decodeCursor(this.cursors, query.cursor) : [];
    const rows: Row[] = await this.source.query(
      `SELECT consumer, id, key, reason, payload, correlation_id AS "correlationId",
         created_at AS "arrivedAt", finished_at AS "gaveUpAt",
         to_char(finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS place
       FROM ${this.service}.inbox
       WHERE ${isMeant} AND ($4::text[] IS NULL OR payload ->> 'accountId' = ANY ($4))
         AND ($5::timestamptz IS NULL OR (finished_at, id) > ($5, $6::text))
       ORDER BY finished_at, id LIMIT $7`,
      [...valuesOf(query), query.accountIds ?? null, place ?? null, id ?? null, limit + 1],
    );
    const partsOf = (row: Row) => [row.place, row.id];
    const page = pageOf(rows, Math.min(limit, countFitting(rows)), this.cursors, partsOf);
    return {
      items: page.items.map(({ place: _place, arrivedAt, gaveUpAt, ...row }) => ({
        ...row,
        accountId: idOf(groupOf(row.consumer, row.payload)),
        arrivedAt: arrivedAt.toISOString(),
        gaveUpAt: gaveUpAt.toISOString(),
        cursor: encodeCursor(this.cursors, _place, row.id),
      })),
      nextCursor: page.nextCursor,
    };
  }

  /**
   * Puts it at the end of its key's order, with its attempts counted anew. Throws a 404 `Problem` when it is no dead
   * letter.
   */
  async replay(ref: DeadLetterRef): Promise<DeadLetterRef> {
    const { consumer, id } = ref;
    const replayed = await inTransaction(this.source, (tx) => this.putBack(tx, [{ consumer, id }]));
    if (replayed === 0) throw notThere(ref);
    return { consumer, id };
  }

  /** The same for the oldest that are meant, up to 500 of them. */
  async replayMany(filter: DeadLetterFilter): Promise<DeadLettersReplayed> {
    return inTransaction(this.source, async (tx) => {
      const refs: DeadLetterRef[] = await tx.query(
        `SELECT consumer, id FROM ${this.service}.inbox WHERE ${isMeant}
         ORDER BY finished_at, id LIMIT ${replayedAtOnce}`,
        valuesOf(filter),
      );
      const replayed = await this.putBack(tx, refs);
      const [rest]: { left: number }[] = await tx.query(
        `SELECT count(*)::int AS left FROM ${this.service}.inbox WHERE ${isMeant}`,
        valuesOf(filter),
      );
      return { replayed, left: rest?.left ?? 0 };
    });
  }

  /** Discards it; it is cleared with the finished rows. Throws a 404 `Problem` when it is no dead letter. */
  async discard(ref: DeadLetterRef): Promise<DeadLetterRef> {
    await inTransaction(this.source, async (tx) => {
      const [rows]: [{ payload: unknown }[], number] = await tx.query(
        `UPDATE ${this.service}.inbox SET state = 'discarded', finished_at = now()
         WHERE consumer = $1 AND id = $2 AND state = 'dead' RETURNING payload`,
        [ref.consumer, ref.id],
      );
      if (rows.length === 0) throw notThere(ref);
      const groups = rows.map(({ payload }) => groupOf(ref.consumer, payload));
      await this.alarms.reviewDead(tx, groups, false);
    });
    return { consumer: ref.consumer, id: ref.id };
  }

  /** Those of the given that are dead letters still, in their order. Their lanes are locked first, in the order of keys. */
  private async putBack(tx: EntityManager, refs: readonly DeadLetterRef[]): Promise<number> {
    const named = [refs.map(({ consumer }) => consumer), refs.map(({ id }) => id)];
    await tx.query(
      `INSERT INTO ${this.service}.inbox_lane AS l (consumer, key, run_at)
       SELECT DISTINCT i.consumer, i.key, now() FROM ${this.service}.inbox i
       JOIN unnest($1::text[], $2::text[]) AS r(consumer, id) ON i.consumer = r.consumer AND i.id = r.id
       WHERE i.state = 'dead' ORDER BY i.consumer, i.key
       ON CONFLICT (consumer, key) DO UPDATE SET key = EXCLUDED.key WHERE false`,
      named,
    );
    const [rows]: [{ consumer: string; payload: unknown }[], number] = await tx.query(
      `UPDATE ${this.service}.inbox i
       SET state = 'waiting', finished_at = NULL, waits_for = NULL, retried_since = NULL,
         tried_at = NULL, tried_for = NULL, seq = r.seq
       FROM (
         SELECT u.consumer, u.id, nextval(pg_get_serial_sequence('${this.service}.inbox', 'seq')) AS seq
         FROM (SELECT * FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS o(consumer, id, n) ORDER BY n) u
       ) r
       WHERE i.consumer = r.consumer AND i.id = r.id AND i.state = 'dead' RETURNING i.consumer, i.payload`,
      named,
    );
    for (const consumer of new Set(rows.map((row) => row.consumer)))
      await tx.query(`SELECT pg_notify('${this.service}_inbox', $1)`, [consumer]);
    const groups = rows.map((row) => groupOf(row.consumer, row.payload));
    await this.alarms.reviewDead(tx, groups, false);
    return rows.length;
  }
}

const isMeant = `state = 'dead' AND ($1::text IS NULL OR consumer = $1)
  AND ($2::text IS NULL OR payload ->> 'accountId' = $2) AND ($3::text IS NULL OR $3 IN (reason ->> 'key', reason #>> '{facts,last,key}'))`;

function valuesOf({ consumer, accountId, reasonKey }: DeadLetterFilter): (string | null)[] {
  return [consumer ?? null, accountId ?? null, reasonKey ?? null];
}

function notThere(ref: DeadLetterRef): Problem {
  return new Problem(404, message('problems.no-such-dead-letter', { consumer: ref.consumer, id: ref.id }));
}
