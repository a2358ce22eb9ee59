import {
  decodeCursor,
  pageOf,
  type CursorShape,
  type DeadLetterPage,
  type DeadLetterQuery,
  type DeadLetterRef,
} from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message, type Message } from '@hub/messages';
import { Problem } from '@hub/platform';
import type { DataSource } from 'typeorm';
import { maxReplyBytes } from './payload-limit.js';

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

/** What became of work that was given up: listed, tried again, or put aside for good. */
export class DeadLetters {
  constructor(
    private readonly source: DataSource,
    private readonly service: string,
  ) {}

  async list(query: DeadLetterQuery): Promise<DeadLetterPage> {
    const cursors: CursorShape = { list: `dead letters of ${this.service}`, parts: ['moment', 'text'] };
    const limit = query.limit ?? 50;
    const [place, id] = query.cursor ? decodeCursor(cursors, query.cursor) : [];
    const rows: Row[] = await this.source.query(
      `SELECT consumer, id, key, reason, payload, correlation_id AS "correlationId", created_at AS "arrivedAt",
         finished_at AS "gaveUpAt", to_char(finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS place
       FROM ${this.service}.inbox
       WHERE state = 'dead' AND ($1::text IS NULL OR consumer = $1)
         AND ($2::timestamptz IS NULL OR (finished_at, id) > ($2, $3::text))
       ORDER BY finished_at, id LIMIT $4`,
      [query.consumer ?? null, place ?? null, id ?? null, limit + 1],
    );
    const page = pageOf(rows, Math.min(limit, fitting(rows)), cursors, (row) => [row.place, row.id]);
    return {
      items: page.items.map(({ place: _place, arrivedAt, gaveUpAt, ...row }) => ({
        ...row,
        arrivedAt: arrivedAt.toISOString(),
        gaveUpAt: gaveUpAt.toISOString(),
      })),
      nextCursor: page.nextCursor,
    };
  }

  /** Puts it at the end of its key's order, with its attempts counted anew. Throws a 404 `Problem` when it is no dead letter. */
  async replay(ref: DeadLetterRef): Promise<DeadLetterRef> {
    await inTransaction(this.source, async (tx) => {
      const rows: unknown[] = await tx.query(
        `INSERT INTO ${this.service}.inbox_lane AS l (consumer, key, run_at)
         SELECT consumer, key, now() FROM ${this.service}.inbox WHERE consumer = $1 AND id = $2 AND state = 'dead'
         ON CONFLICT (consumer, key) DO UPDATE SET key = EXCLUDED.key RETURNING 1`,
        [ref.consumer, ref.id],
      );
      if (rows.length === 0) throw notThere(ref);
      await tx.query(
        `UPDATE ${this.service}.inbox SET state = 'waiting', finished_at = NULL,
           seq = nextval(pg_get_serial_sequence('${this.service}.inbox', 'seq'))
         WHERE consumer = $1 AND id = $2 AND state = 'dead'`,
        [ref.consumer, ref.id],
      );
      await tx.query(`SELECT pg_notify('${this.service}_inbox', $1)`, [ref.consumer]);
    });
    return { consumer: ref.consumer, id: ref.id };
  }

  /** Puts it aside; it is cleared with the finished rows. Throws a 404 `Problem` when it is no dead letter. */
  async discard(ref: DeadLetterRef): Promise<DeadLetterRef> {
    const [rows]: [unknown[], number] = await this.source.query(
      `UPDATE ${this.service}.inbox SET state = 'discarded', finished_at = now()
       WHERE consumer = $1 AND id = $2 AND state = 'dead' RETURNING 1`,
      [ref.consumer, ref.id],
    );
    if (rows.length === 0) throw notThere(ref);
    return { consumer: ref.consumer, id: ref.id };
  }
}

/** How many of the rows fit into one reply; their other columns are short. */
function fitting(rows: readonly Row[]): number {
  let bytes = 0;
  const tooMany = rows.findIndex(
    (row) => (bytes += Buffer.byteLength(JSON.stringify(row))) > maxReplyBytes - 20_000,
  );
  return tooMany === -1 ? rows.length : Math.max(1, tooMany);
}

function notThere(ref: DeadLetterRef): Problem {
  return new Problem(404, message('problems.no-such-dead-letter', { consumer: ref.consumer, id: ref.id }));
}
