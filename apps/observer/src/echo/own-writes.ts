import type { LeadWritten } from '@hub/contracts';
import type { Logger } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, In, type EntityManager } from 'typeorm';
import { FieldCodes } from './field-codes.js';
import type { TakenWrite } from './is-explained.js';
import { OwnWriteEntity } from './own-write.entity.js';

/** What the hub has written into leads lately. */
@Injectable()
export class OwnWrites {
  constructor(
    private readonly source: DataSource,
    private readonly codes: FieldCodes,
  ) {}

  /** Keeps a write. Does nothing for an account without a journal, also where it is being off-boarded now. */
  async add(tx: EntityManager, write: LeadWritten): Promise<void> {
    const { accountId, leadId, updatedAt, answeredAt, values, fields } = write;
    await tx.query(
      `INSERT INTO observer.own_write (account_id, lead_id, updated_at, answered_at, values, fields)
       SELECT account_id, $2, $3, $4, $5, $6
         FROM (SELECT account_id FROM journal.account WHERE account_id = $1 FOR KEY SHARE) AS there
       ON CONFLICT DO NOTHING`,
      [accountId, leadId, updatedAt, answeredAt, values, JSON.stringify(fields)],
    );
  }

  /** What was written into a lead in one second of amoCRM's clock. */
  async findOf(
    tx: EntityManager,
    accountId: string,
    leadId: number,
    updatedAt: number,
  ): Promise<OwnWriteEntity[]> {
    return tx.findBy(OwnWriteEntity, { accountId, leadId, updatedAt });
  }

  /** Notes that the journal has the values of a write without a reading. */
  async markTaken(tx: EntityManager, write: OwnWriteEntity): Promise<void> {
    const { accountId, leadId, updatedAt, answeredAt } = write;
    await tx.update(OwnWriteEntity, { accountId, leadId, updatedAt, answeredAt }, { isTaken: true });
  }

  /** The writes into these leads that the journal has taken without a reading. */
  async findTaken(accountId: string, leadIds: readonly number[], log: Logger): Promise<TakenWrite[]> {
    if (leadIds.length === 0) return [];
    const writes = await this.source.manager.findBy(OwnWriteEntity, {
      ...{ accountId, leadId: In([...leadIds]), isTaken: true },
    });
    const codes = writes.flatMap(({ fields }) => fields.filter((field) => typeof field === 'string'));
    const ids = await this.codes.idsOf(accountId, codes, log);
    return writes.map(({ leadId, updatedAt, values, fields }) => ({
      ...{ leadId, updatedAt, values },
      fieldIds: fields.flatMap((field) => (typeof field === 'number' ? field : (ids.get(field) ?? []))),
    }));
  }
}
