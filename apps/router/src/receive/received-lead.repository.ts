import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, Not, type EntityManager } from 'typeorm';
import { ReceivedLead, type ReceivedRow } from './received-lead.entity.js';

/** What is left goes on within five minutes. */
const hastenedAtOnce = 500;

/** Questions about leads that were sent to the hub. Writes take the caller's transaction. */
@Injectable()
export class ReceivedLeadRepository {
  constructor(private readonly source: DataSource) {}

  /** Keeps a request unless the caller's key is known: null then. */
  async add(tx: EntityManager, row: ReceivedRow): Promise<ReceivedRow | null> {
    const added = await tx
      .createQueryBuilder()
      .insert()
      .into(ReceivedLead)
      .values(row)
      .orIgnore()
      .returning('id')
      .execute();
    return (added.raw as unknown[]).length > 0 ? row : null;
  }

  async getByKey(callerId: string, idempotencyKey: string): Promise<ReceivedLead> {
    return this.source.manager.findOneByOrFail(ReceivedLead, { callerId, idempotencyKey });
  }

  /** Throws a 404 `Problem`. */
  async get(id: string): Promise<ReceivedLead> {
    const row = await this.source.manager.findOneBy(ReceivedLead, { id });
    if (!row) throw new Problem(404, message('problems.no-such-received'));
    return row;
  }

  async find(id: string): Promise<ReceivedLead | null> {
    return this.source.manager.findOneBy(ReceivedLead, { id });
  }

  /**
   * The contact of the client's newest other request, however old: that may have waited, and the account's search may not know
   * yet what was made a moment ago.
   */
  async findContactOf({ accountId, client, id }: ReceivedRow): Promise<number | null> {
    const others = { accountId, client, id: Not(id), contactId: Not(IsNull()) };
    const order = { receivedAt: 'DESC' } as const;
    const other = await this.source.manager.findOne(ReceivedLead, { where: others, order });
    return other?.contactId ?? null;
  }

  /** The clients of requests of which HQ has no lead, oldest first. */
  async listUnmade(tx: EntityManager, accountId: string): Promise<string[]> {
    const rows: { client: string }[] = await tx.query(
      `SELECT client FROM router.received_lead WHERE account_id = $1 AND lead_id IS NULL AND state <> 'done'
        ORDER BY received_at LIMIT ${hastenedAtOnce}`,
      [accountId],
    );
    return rows.map(({ client }) => client);
  }

  async change(tx: EntityManager, id: string, change: Partial<ReceivedRow>): Promise<void> {
    await tx.update(ReceivedLead, { id }, change);
  }

  /** Forgets what was sent for an account that is removed. */
  async forgetAccount(tx: EntityManager, accountId: string): Promise<void> {
    await tx.delete(ReceivedLead, { accountId });
  }
}
