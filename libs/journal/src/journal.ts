import { BatchedRead } from '@hub/database';
import { DataSource, In, type EntityManager } from 'typeorm';
import type { ContactsState, JournalAccount } from './account.entity.js';
import { askReadOnly } from './ask-read-only.js';
import { JournalPerson, JournalStage } from './configuration.entities.js';
import { JournalHistory } from './history.entity.js';
import { JournalLead } from './lead.entity.js';
import { findContactStates, type AskedContacts } from './question/find-contact-states.js';
import { findProgress } from './question/find-progress.js';

/** Names of people and stages, by their ids; stages by `pipeline/stage`. */
export interface Names {
  people: Map<number, string>;
  stages: Map<string, string>;
}

/** As many rows as one answer shows of a card. */
const historyLimit = 2_000;

const listMs = 20_000;

/** Up to so many users are asked about within the two seconds that any question has; a page of them has ten. */
const fewUsers = 20;
const pageMs = 10_000;

/**
 * Questions about what the hub has seen. Each has an index and runs read-only with a time-out; inside a transaction, pass
 * it, so that no second connection is waited for.
 */
export class Journal {
  private readonly leads = new BatchedRead<{ accountId: string; leadId: number }, JournalLead | null>(
    async (asked) => {
      const rows = await this.ask((own) => own.find(JournalLead, { where: byAccount(asked) }));
      const isAsked = (
        row: JournalLead,
        { accountId, leadId }: { accountId: string; leadId: number },
      ): boolean => row.accountId === accountId.toLowerCase() && row.leadId === leadId;
      return asked.map((lead) => rows.find((row) => isAsked(row, lead)) ?? null);
    },
  );

  private readonly contacts = new BatchedRead<AskedContacts, ReadonlyMap<string, ContactsState>>((asked) =>
    this.ask((own) => findContactStates(own, asked)),
  );

  constructor(private readonly source: DataSource) {}

  /** How far the journal of an account is, or null while nothing of it is read. */
  async findAccount(accountId: string): Promise<JournalAccount | null> {
    return this.ask((own) => findProgress(own, accountId));
  }

  /** How far the contacts of these accounts are read, for who hashes clients by this key; without a journal: missing. */
  async findContactStates(
    accountIds: readonly string[],
    keyId: string,
  ): Promise<ReadonlyMap<string, ContactsState>> {
    return this.contacts.of({ accountIds, keyId });
  }

  /** A lead as it was last seen, gone ones too, or null when none was seen. */
  async findLead(accountId: string, leadId: number, tx?: EntityManager): Promise<JournalLead | null> {
    if (!tx) return this.leads.of({ accountId, leadId });
    return this.ask((own) => own.findOneBy(JournalLead, { accountId, leadId }), tx);
  }

  /** The newest 2,000 things that happened to a lead, oldest first; within a second owners come before the rest. */
  async listLeadHistory(accountId: string, leadId: number, tx?: EntityManager): Promise<JournalHistory[]> {
    const question = (own: EntityManager) =>
      own.find(JournalHistory, {
        where: { accountId, entity: 'lead', entityId: leadId },
        order: { moment: 'DESC', eventId: 'DESC' },
        take: historyLimit,
      });
    return (await this.ask(question, tx)).reverse();
  }

  /** What people and stages of an account are called, gone ones too. */
  async findNames(accountId: string, tx?: EntityManager): Promise<Names> {
    const question = async (own: EntityManager) => ({
      people: await own.findBy(JournalPerson, { accountId }),
      stages: await own.findBy(JournalStage, { accountId }),
    });
    const { people, stages } = await this.ask(question, tx);
    return {
      people: new Map(people.map(({ userId, name }) => [userId, name])),
      stages: new Map(stages.map(({ pipelineId, statusId, name }) => [`${pipelineId}/${statusId}`, name])),
    };
  }

  /** Asks a question of this lib, read-only and with the time-out. */
  async ask<T>(question: (tx: EntityManager) => Promise<T>, tx?: EntityManager): Promise<T> {
    return askReadOnly(this.source, question, tx);
  }

  /**
   * The same for a list that joins the journal with tables of another service, which no index answers: it may take 20
   * seconds.
   */
  async askForList<T>(question: (tx: EntityManager) => Promise<T>): Promise<T> {
    return askReadOnly(this.source, question, undefined, { timeoutMs: listMs });
  }

  /**
   * The same for the questions about managers: one prepared statement, planned once for all parameters. About more than
   * 20 users each statement may take 10 seconds, so that a page of them is answered.
   */
  async askAboutManagers<T>(
    users: number,
    question: (tx: EntityManager) => Promise<T>,
    tx?: EntityManager,
  ): Promise<T> {
    const asking = { isPrepared: true, ...(users > fewUsers ? { timeoutMs: pageMs } : {}) };
    return askReadOnly(this.source, question, tx, asking);
  }
}

/** Leads by account, as `where` of a query takes them. */
function byAccount(leads: readonly { accountId: string; leadId: number }[]) {
  const ids = new Map<string, number[]>();
  for (const { accountId, leadId } of leads) ids.set(accountId, [...(ids.get(accountId) ?? []), leadId]);
  return [...ids].map(([accountId, leadIds]) => ({ accountId, leadId: In(leadIds) }));
}
