import { findFates, Journal } from '@hub/journal';
import type { BlockReason } from '@hub/contracts';
import type { LimitName } from '@hub/limits';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { leadKey } from '../quota/reservation.repository.js';
import type { Pressed } from './tally-report.js';

const atOnce = 2_000;

interface Row {
  id: string;
  userId: string;
  group: string | null;
  state: Pressed['state'];
  leadId: string | null;
  pressedAt: Date;
  resolvedAt: Date | null;
  blocks: { reason: BlockReason; judged?: { limit: LimitName } }[];
}

/** Reads presses for the report. */
@Injectable()
export class PressesRepository {
  constructor(
    private readonly source: DataSource,
    private readonly journal: Journal,
  ) {}

  /** The presses of an account within a span, oldest first, a page at a time, with what became of their leads. */
  async *pages(accountId: string, from: Date, to: Date): AsyncGenerator<Pressed[]> {
    let after: Pick<Row, 'pressedAt' | 'id'> | null = null;
    for (;;) {
      const rows: Row[] = await this.read(accountId, { from, to }, after);
      if (rows.length > 0) yield await this.withFates(accountId, rows);
      after = rows.at(-1) ?? null;
      if (rows.length < atOnce) return;
    }
  }

  private async read(
    accountId: string,
    { from, to }: { from: Date; to: Date },
    after: Pick<Row, 'pressedAt' | 'id'> | null,
  ): Promise<Row[]> {
    return this.source.query<Row[]>(
      `SELECT id, user_id AS "userId", terms->>'group' AS "group", state, lead_id AS "leadId", blocks,
           pressed_at AS "pressedAt", resolved_at AS "resolvedAt"
         FROM limits.claim WHERE account_id = $1 AND pressed_at >= $2 AND pressed_at < $3
           AND ($4::timestamptz IS NULL OR (pressed_at, id) > ($4, $5::uuid))
         ORDER BY pressed_at, id LIMIT ${atOnce}`,
      [accountId, from, to, after?.pressedAt ?? null, after?.id ?? null],
    );
  }

  private async withFates(accountId: string, rows: readonly Row[]): Promise<Pressed[]> {
    const leads = rows.flatMap(({ leadId, state }) =>
      leadId !== null && state === 'granted' ? [{ accountId, leadId: Number(leadId) }] : [],
    );
    const found = await this.journal.ask((own) => findFates(own, leads));
    const fates = new Map(found.map((one) => [leadKey(one), one]));
    return rows.map(({ userId, group, state, leadId, pressedAt, resolvedAt, blocks }) => ({
      ...{ accountId, userId: Number(userId), group, state },
      pressedAt: pressedAt.getTime(),
      resolvedAt: resolvedAt?.getTime() ?? null,
      blocks: blocks.map(({ reason, judged }) => ({ reason, limit: judged?.limit ?? null })),
      lead: (leadId !== null && fates.get(leadKey({ accountId, leadId: Number(leadId) }))) || null,
    }));
  }
}
