import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Account } from '@hub/accounts';
import { decodeCursor, pageOf, type CursorShape, type Page } from '@hub/contracts';
import { LOGGER, problemOf, type Logger } from '@hub/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { persist } from '../route/persist.js';
import { AuditEntity } from './audit.entity.js';
import { redactSecrets } from './redact-secrets.js';

const cursors: CursorShape = { list: 'audit', parts: ['moment', 'id'] };

type Deed = Pick<AuditEntity, 'actorId' | 'actor' | 'action' | 'correlationId'> & { request: unknown };
type Begun = Deed & {
  /** The object before the change, asked for when the work has ended. */
  before?: () => unknown;
};
type Finished = Pick<AuditEntity, 'outcome'> & { before: unknown; after: unknown };

/** Rows about accounts themselves: calls of their routes, and what amoCRM's pages and hosts brought. */
const aboutAccounts = / \/api\/v1\/accounts|\/oauth/;
const accountOfRow = `coalesce(before->>'accountId', after->>'accountId', left(split_part(action, '/accounts/', 2), 36))`;
const namesMasked = ['request', 'before', 'after']
  .map(
    (one) =>
      `${one} = CASE WHEN ${one}->>'name' IS NULL THEN ${one} ELSE jsonb_set(${one}, '{name}', '"***"') END`,
  )
  .join(', ');

/** The audit trail. Rows are written, completed, masked and read; nothing deletes them. */
@Injectable()
export class Audit {
  constructor(
    private readonly source: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Does the work between the two writes of its row: who is about to do what, and how it ended with what `work` gave.
   * The row stays `unknown` when the process dies, the second write fails, or nobody can say whether the work was done.
   * The second write never changes what the caller is answered.
   */
  async around<T>({ before = () => null, request, ...row }: Begun, work: () => Promise<T>): Promise<T> {
    const id = randomUUID();
    const begun = { id, action: row.action };
    await this.rows().insert({ ...row, id, request: json(request) });
    let after: T;
    try {
      after = await work();
    } catch (error) {
      const outcome = problemOf(error).isOutcomeOpen ? 'unknown' : 'refused';
      await this.finish(begun, { outcome, before: before(), after: undefined });
      throw error;
    }
    await this.finish(begun, { outcome: 'done', before: before(), after });
    return after;
  }

  /** The row of what the caller's transaction has done: it is there only when that is committed. */
  async add(tx: EntityManager, deed: Deed & Pick<Finished, 'before' | 'after'>): Promise<void> {
    const { request, before, after, ...row } = deed;
    const facts = { request: json(request), before: json(before), after: json(after) };
    await tx.getRepository(AuditEntity).insert({ ...row, ...facts, id: randomUUID(), outcome: 'done' });
  }

  /** One page, newest first. Throws 400 on a foreign cursor. */
  async findPage(limit: number, cursor?: string): Promise<Page<AuditEntity>> {
    const query = this.rows().createQueryBuilder('a').orderBy('a.at', 'DESC').addOrderBy('a.id', 'DESC');
    if (cursor !== undefined) {
      const [at, id] = decodeCursor(cursors, cursor);
      query.where('(a.at, a.id) < (:at::timestamptz, :id::uuid)', { at, id });
    }
    const rows = await query.take(limit + 1).getMany();
    return pageOf(rows, limit, cursors, (row) => [row.at.toISOString(), row.id]);
  }

  /** Masks the contact persons of an account's branches in every row: the trail stays, the person goes. */
  async maskContacts(tx: EntityManager, accountId: string, branchIds: readonly string[]): Promise<void> {
    for (const column of ['request', 'before', 'after']) {
      await tx.query(
        `UPDATE gateway.audit SET ${column} = jsonb_set(${column}, '{contactPerson}', '"***"')
          WHERE ${column}->>'contactPerson' IS NOT NULL
            AND (before->>'branchId' = ANY($1) OR after->>'branchId' = ANY($1)
                 OR split_part(action, '/branches/', 2) = ANY($1) OR request->>'accountId' = $2)`,
        [branchIds, accountId],
      );
    }
  }

  /** Masks the name of an account in the rows about it, those of its registration and of consents included. */
  async maskNames(tx: EntityManager, { id, host }: Pick<Account, 'id' | 'host'>): Promise<void> {
    await tx.query(
      `UPDATE gateway.audit SET ${namesMasked}
        WHERE action ~ $3
          AND (${accountOfRow} = $1
               OR concat(request->>'subdomain', '.', coalesce(request->>'domain', 'amocrm.ru')) = $2)`,
      [id, host, aboutAccounts.source],
    );
  }

  /** A row that ends behind the off-boarding of its account is masked as those before it were. */
  private async finish(
    { id, action }: Pick<AuditEntity, 'id' | 'action'>,
    { outcome, before, after }: Finished,
  ): Promise<void> {
    const end = { outcome, before: json(before), after: json(after) };
    const write = async () => {
      await this.rows().update(id, end);
      if (!aboutAccounts.test(action)) return;
      await this.source.query(
        `UPDATE gateway.audit SET ${namesMasked} WHERE id = $1
            AND EXISTS (SELECT FROM accounts.account a WHERE a.state = 'removed' AND a.id::text = ${accountOfRow})`,
        [id],
      );
    };
    await persist(write).catch((error: unknown) =>
      this.logger.error({ error, auditRow: id, outcome }, 'an audit row could not be completed'),
    );
  }

  private rows() {
    return this.source.getRepository(AuditEntity);
  }
}

/** JSON without secrets; a missing value is SQL NULL. */
function json(value: unknown): object | null {
  const kept = redactSecrets(value);
  return typeof kept === 'object' ? kept : null;
}
