import { AccountRepository } from '@hub/accounts';
import { AmoError } from '@hub/amocrm';
import type { Message } from '@hub/messages';
import { describeFailure } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AskChecks } from './ask-checks.js';

/** How much of what an account has refused goes on at once when it takes something again. */
const releasedAtOnce = 200;

/** The tables whose rows keep a refusal, each with its key. */
const refusable = { mirror: 'leg_id', escalation: 'id', re_route: 'id' } as const;

/** What an escalation or a re-route keeps of a refusal. */
export interface Refusal {
  refusedAt: Date;
  refusedBy: string;
  problem: Message;
}

/** Nothing is refused, or no more. */
export const notRefused = { refusedAt: null, refusedBy: null };

/** Whether a reading was refused: that is taken again where the work gets on, any other call where one is written. */
export function wasReading(problem: Message | null): boolean {
  return problem?.facts.method === 'GET';
}

/**
 * Writes of mirrors, escalations and re-routes that amoCRM refuses. Such a row keeps the refusal and its job is done, so that
 * nothing waits behind it. Of those that one account refuses, each check tries the one refused, or tried, longest ago; when that
 * is taken, two hundred others are due, and the check runs at once.
 */
@Injectable()
export class RefusedWork {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly checks: AskChecks,
  ) {}

  /** What to keep of this refusal; `accountId`: the account where none is known by the host of the call. */
  async refusalOf(error: unknown, accountId: string): Promise<Refusal> {
    const account = error instanceof AmoError ? await this.accounts.findByHost(error.facts.host) : null;
    return {
      refusedAt: new Date(),
      refusedBy: account?.id ?? accountId,
      problem: describeFailure(error),
    };
  }

  /**
   * In the transaction that records that the account has taken what it had refused. Not for work that ended without
   * such a call: two hundred others would be refused again.
   */
  async release(tx: EntityManager, accountId: string, correlationId: string): Promise<void> {
    for (const [table, id] of Object.entries(refusable))
      await tx.query(
        `UPDATE router.${table} SET refused_at = NULL WHERE ${id} IN (
           SELECT ${id} FROM router.${table} WHERE refused_by = $1 AND refused_at IS NOT NULL
            ORDER BY refused_at, ${id} LIMIT ${releasedAtOnce} FOR UPDATE SKIP LOCKED)`,
        [accountId],
      );
    await this.checks.run(tx, correlationId, accountId);
  }
}

/** The check tries these rows now: the next one tries others that are refused, whatever becomes of these. */
export async function markTried(
  tx: EntityManager,
  table: keyof typeof refusable,
  ids: readonly string[],
): Promise<void> {
  await tx.query(
    `UPDATE router.${table} SET refused_at = now() WHERE ${refusable[table]} = ANY ($1) AND refused_at IS NOT NULL`,
    [ids],
  );
}
