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

type Begun = Pick<AuditEntity, 'actorId' | 'actor' | 'action' | 'correlationId'> & {
  request: unknown;
  /** The object before the change, asked for when the work has ended. */
  before?: () => unknown;
};
type Finished = Pick<AuditEntity, 'outcome'> & { before: unknown; after: unknown };

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
    await this.rows().insert({ ...row, id, request: json(request) });
    let after: T;
    try {
      after = await work();
    } catch (error) {
      const outcome = problemOf(error).isOutcomeOpen ? 'unknown' : 'refused';
      await this.finish(id, { outcome, before: before(), after: undefined });
      throw error;
    }
    await this.finish(id, { outcome: 'done', before: before(), after });
    return after;
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
    for (const column of ['request', 'before', 'after']) {
      await tx.query(
        `UPDATE gateway.audit SET ${column} = jsonb_set(${column}, '{name}', '"***"')
          WHERE ${column}->>'name' IS NOT NULL
            AND (action LIKE '% /api/v1/accounts%' OR action LIKE '%/oauth%')
            AND (before->>'accountId' = $1 OR after->>'accountId' = $1
                 OR left(split_part(action, '/accounts/', 2), 36) = $1
                 OR concat(request->>'subdomain', '.', coalesce(request->>'domain', 'amocrm.ru')) = $2)`,
        [id, host],
      );
    }
  }

  private async finish(id: string, { outcome, before, after }: Finished): Promise<void> {
    const end = { outcome, before: json(before), after: json(after) };
    await persist(() => this.rows().update(id, end)).catch((error: unknown) =>
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
