import { longestWriteMs } from '@hub/amocrm';
import { sqlState } from '@hub/database';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, In, LessThan, Not, type EntityManager } from 'typeorm';
import { ContactIntent } from './contact-intent.entity.js';
import type { Also } from './transfer-change.js';

/** Another transfer began in the same moment: its intent is there to be read now. */
const readAgainMs = 1_000;

/** SQLSTATE of `take_contacts`. */
const takenElsewhere = 'RT001';

/** The contact of one transfer, as far as other transfers have to know of it. */
export interface OwnContact {
  accountId: string;
  transferId: string;
  terms: readonly string[];
}

/** Questions about contacts that transfers are making. Writes take the caller's transaction. */
@Injectable()
export class ContactIntentRepository {
  constructor(private readonly source: DataSource) {}

  /** What other transfers are making, or have just made, under these terms. */
  async findOthers({ accountId, transferId, terms }: OwnContact): Promise<ContactIntent[]> {
    if (terms.length === 0) return [];
    const others = { accountId, term: In([...terms]), transferId: Not(transferId) };
    return this.source.manager.findBy(ContactIntent, others);
  }

  /**
   * Records that the contact is being made: `keep` runs the statement that makes this call too. The intent of another
   * transfer is taken over when its write had come to its end at `readAt`, which is when the others were read; else nothing
   * is written, and this throws `RetryLater`.
   */
  async begin(
    { accountId, transferId, terms }: OwnContact,
    { begunAt, readAt }: { begunAt: Date; readAt: Date },
    keep: (also: readonly Also[]) => Promise<void>,
  ): Promise<void> {
    const [own, over] = [[...new Set(terms)].sort(), new Date(readAt.getTime() - longestWriteMs)];
    const values = [transferId, accountId, own, begunAt, over];
    try {
      await keep(own.length === 0 ? [] : [{ call: 'router.take_contacts', values }]);
    } catch (error) {
      if (sqlState(error) !== takenElsewhere) throw error;
      throw new RetryLater(message('failures.contact-elsewhere'), readAgainMs, { cause: error });
    }
  }

  /** Takes back what the transfer has begun: it made no contact. */
  async forget(tx: EntityManager, { transferId }: OwnContact): Promise<void> {
    await tx.delete(ContactIntent, { transferId });
  }

  /** The call that records what the transfer made, or found. */
  known({ transferId, terms }: OwnContact, contactId: number | null): Also[] {
    return terms.length === 0 ? [] : [{ call: 'router.know_contact', values: [transferId, contactId] }];
  }

  async forgetBegunBefore(moment: Date): Promise<void> {
    await this.source.manager.delete(ContactIntent, { begunAt: LessThan(moment) });
  }

  /** Erases the terms of an account's contacts, and of those that its leads brought elsewhere. */
  async forgetAccount(tx: EntityManager, accountId: string): Promise<void> {
    await tx.query(
      `DELETE FROM router.contact_intent
        WHERE account_id = $1 OR transfer_id IN (SELECT id FROM router.transfer WHERE hq_account_id = $1)`,
      [accountId],
    );
  }
}
