import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { decodeCursor, pageOf, type CursorShape, type Page } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { DataSource, IsNull, type EntityManager } from 'typeorm';
import type { Caller, Role } from '../route/decide-access.js';
import { ApiKeyEntity } from './api-key.entity.js';

const cursors: CursorShape = { list: 'keys', parts: ['moment', 'id'] };

/** What a key is made from. `branchIds` null: not tied to branches. */
export interface NewKey {
  name: string;
  role: Role;
  branchIds: string[] | null;
}

/** API keys: made, shown once, found by their hash, revoked. */
@Injectable()
export class KeyRepository {
  constructor(private readonly source: DataSource) {}

  /** Makes a key and returns it in plain text, once. */
  async create(tx: EntityManager, wanted: NewKey): Promise<{ row: ApiKeyEntity; key: string }> {
    const key = `fh_${randomBytes(32).toString('base64url')}`;
    const row = tx.create(ApiKeyEntity, {
      ...wanted,
      id: randomUUID(),
      prefix: key.slice(0, 9),
      hash: hashKey(key),
      revokedAt: null,
    });
    await tx.insert(ApiKeyEntity, row);
    return { row: await tx.findOneByOrFail(ApiKeyEntity, { id: row.id }), key };
  }

  /** The caller of the key, with the accounts of its branches; null for a bad key. */
  async findCaller(key: string): Promise<Caller | null> {
    return this.callerOf(await this.rows().findOneBy({ hash: hashKey(key), revokedAt: IsNull() }));
  }

  /** The same by the key's id: what it may now; null once it is revoked. */
  async findById(id: string): Promise<Caller | null> {
    return this.callerOf(await this.rows().findOneBy({ id, revokedAt: IsNull() }));
  }

  private async callerOf(row: ApiKeyEntity | null): Promise<Caller | null> {
    if (!row) return null;
    const { id, name, role, branchIds } = row;
    if (!branchIds) return { id, name, role, branchIds: null, accountIds: null };
    return { id, name, role, branchIds, accountIds: await this.findBranchAccounts(branchIds) };
  }

  /** The hashes of all keys that open something. */
  async listHashes(): Promise<Map<string, true>> {
    const rows = await this.rows().find({ where: { revokedAt: IsNull() }, select: { hash: true } });
    return new Map(rows.map(({ hash }) => [hash, true]));
  }

  /** One key. Throws 404. */
  async get(id: string): Promise<ApiKeyEntity> {
    const row = await this.rows().findOneBy({ id });
    if (!row) throw new Problem(404, message('problems.no-such-key'));
    return row;
  }

  /** One page, newest first. Throws 400 on a foreign cursor. */
  async findPage(limit: number, cursor?: string): Promise<Page<ApiKeyEntity>> {
    const query = this.rows()
      .createQueryBuilder('k')
      .orderBy('k.createdAt', 'DESC')
      .addOrderBy('k.id', 'DESC');
    if (cursor !== undefined) {
      const [at, id] = decodeCursor(cursors, cursor);
      query.where('(k.created_at, k.id) < (:at::timestamptz, :id::uuid)', { at, id });
    }
    const rows = await query.take(limit + 1).getMany();
    return pageOf(rows, limit, cursors, (row) => [row.createdAt.toISOString(), row.id]);
  }

  /** From now on the key opens nothing. Revoking again changes nothing. */
  async revoke(id: string, now: Date): Promise<void> {
    await this.rows().update({ id, revokedAt: IsNull() }, { revokedAt: now });
  }

  /** Takes these branches out of all keys. A key that opens no other is revoked, and whose it was is forgotten. */
  async untie(tx: EntityManager, branchIds: readonly string[], now: Date): Promise<void> {
    await tx.query(
      `UPDATE gateway.api_key SET branch_ids = ARRAY(SELECT unnest(branch_ids) EXCEPT SELECT unnest($1::uuid[])),
              revoked_at = CASE WHEN branch_ids <@ $1::uuid[] THEN coalesce(revoked_at, $2) ELSE revoked_at END,
              name = CASE WHEN branch_ids <@ $1::uuid[] THEN prefix ELSE name END
        WHERE branch_ids && $1::uuid[]`,
      [branchIds, now],
    );
  }

  /** Whether the database has a place for keys: false before the first start of a hub. */
  async isReady(): Promise<boolean> {
    const [row]: { isThere: boolean }[] = await this.source.query(
      `SELECT to_regclass('gateway.api_key') IS NOT NULL AS "isThere"`,
    );
    return row?.isThere ?? false;
  }

  /** Whether any key was ever made. */
  async isEmpty(tx: EntityManager): Promise<boolean> {
    return !(await tx.exists(ApiKeyEntity));
  }

  /** A branch that is a pipeline of the HQ account gives no right to that whole account. */
  private async findBranchAccounts(branchIds: readonly string[]): Promise<string[]> {
    const rows: { id: string }[] = await this.source.query(
      `SELECT DISTINCT a.id FROM accounts.branch b JOIN accounts.account a ON a.id = b.account_id
        WHERE b.id = ANY($1) AND a.roles <@ '{branch}'`,
      [branchIds],
    );
    return rows.map(({ id }) => id);
  }

  private rows() {
    return this.source.getRepository(ApiKeyEntity);
  }
}

/** What is kept of a key: its SHA-256, hex. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
