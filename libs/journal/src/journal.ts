import { DataSource, type EntityManager } from 'typeorm';
import { JournalAccount } from './account.entity.js';
import { askReadOnly } from './ask-read-only.js';
import { JournalLead } from './lead.entity.js';
import { JournalHistory } from './history.entity.js';

/**
 * Questions about what the hub has seen. Each has an index and runs read-only with a time-out; inside a transaction, pass
 * it, so that no second connection is waited for.
 */
export class Journal {
  constructor(private readonly source: DataSource) {}

  /** How far the journal of an account is, or null while nothing of it is read. */
  async findAccount(accountId: string, tx?: EntityManager): Promise<JournalAccount | null> {
    return this.ask((own) => own.findOneBy(JournalAccount, { accountId }), tx);
  }

  /** A lead as it was last seen, gone ones too, or null when none was seen. */
  async findLead(accountId: string, leadId: number, tx?: EntityManager): Promise<JournalLead | null> {
    return this.ask((own) => own.findOneBy(JournalLead, { accountId, leadId }), tx);
  }

  /** What happened to a card, oldest first; within a second owners before stages, the rest by event id. */
  async listHistory(
    accountId: string,
    entity: string,
    entityId: number,
    tx?: EntityManager,
  ): Promise<JournalHistory[]> {
    const question = (own: EntityManager) =>
      own
        .createQueryBuilder(JournalHistory, 'row')
        .where('row.accountId = :accountId AND row.entity = :entity AND row.entityId = :entityId')
        .setParameters({ accountId, entity, entityId })
        .orderBy('row.moment')
        .addOrderBy(`CASE row.type WHEN 'entity_responsible_changed' THEN 0 ELSE 1 END`)
        .addOrderBy('row.eventId')
        .getMany();
    return this.ask(question, tx);
  }

  /** Asks a question of this lib, read-only and with the time-out. */
  async ask<T>(question: (tx: EntityManager) => Promise<T>, tx?: EntityManager): Promise<T> {
    return askReadOnly(this.source, question, tx);
  }
}
