import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { decodeCursor, pageOf, type CursorShape, type Page } from '@hub/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditEntity } from './audit.entity.js';
import { redactSecrets } from './redact-secrets.js';

const cursors: CursorShape = { list: 'audit', parts: ['moment', 'id'] };

type Begun = Pick<AuditEntity, 'actorId' | 'actor' | 'action' | 'correlationId'> & { request: unknown };
type Finished = Pick<AuditEntity, 'outcome'> & { before: unknown; after: unknown };

/** The audit trail. Rows are written, completed, masked and read; nothing deletes them. */
@Injectable()
export class Audit {
  constructor(private readonly source: DataSource) {}

  /** Writes down who is about to do what, before it happens. */
  async begin(row: Begun): Promise<string> {
    const id = randomUUID();
    await this.rows().insert({ ...row, id, request: json(row.request) });
    return id;
  }

  /** Completes the row with how it ended. */
  async finish(id: string, end: Finished): Promise<void> {
    await this.rows().update(id, { outcome: end.outcome, before: json(end.before), after: json(end.after) });
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

  private rows() {
    return this.source.getRepository(AuditEntity);
  }
}

/** JSON without secrets; a missing value is SQL NULL. */
function json(value: unknown): object | null {
  const kept = redactSecrets(value);
  return typeof kept === 'object' ? kept : null;
}
