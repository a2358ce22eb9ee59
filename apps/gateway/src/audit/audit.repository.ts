import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { decodeCursor, pageOf, type Page } from '@hub/contracts';
import { DataSource } from 'typeorm';
import { AuditEntity } from './audit.entity.js';
import { redactSecrets } from './redact-secrets.js';

type Begun = Pick<AuditEntity, 'actorId' | 'actor' | 'action' | 'correlationId'> & { request: unknown };
type Finished = Pick<AuditEntity, 'outcome'> & { before: unknown; after: unknown };

/** The audit trail. Rows are written, completed and read; nothing deletes them. */
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
      const [at, id] = decodeCursor(cursor, 2);
      query.where('(a.at, a.id) < (:at::timestamptz, :id::uuid)', { at, id });
    }
    const rows = await query.take(limit + 1).getMany();
    return pageOf(rows, limit, (row) => [row.at.toISOString(), row.id]);
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
