import { longestWriteMs } from '@hub/amocrm';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, In, LessThan, Not, type EntityManager } from 'typeorm';
import { ContactIntent } from './contact-intent.entity.js';

/** Another transfer began in the same moment: its intent is there to be read now. */
const readAgainMs = 1_000;

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
   * Records that the contact is being made. The intent of another transfer is taken over when its write had come to its
   * end at `readAt`, which is when the others were read; else this throws `RetryLater` and must not commit.
   */
  async begin(tx: EntityManager, own: OwnContact, begunAt: Date, readAt: Date): Promise<void> {
    const { accountId, transferId } = own;
    // In one order everywhere, so that two transactions never wait for each other.
    const terms = [...new Set(own.terms)].sort();
    if (terms.length === 0) return;
    const taken: unknown[] = await tx.query(
      `INSERT INTO router.contact_intent AS other (account_id, term, transfer_id, begun_at)
       SELECT $1, term, $2, $3 FROM unnest($4::text[]) WITH ORDINALITY AS own(term, n) ORDER BY n
       ON CONFLICT (account_id, term) DO UPDATE
       SET transfer_id = EXCLUDED.transfer_id, begun_at = EXCLUDED.begun_at, contact_id = NULL
       WHERE other.transfer_id = EXCLUDED.transfer_id OR other.begun_at <= $5
       RETURNING term`,
      [accountId, transferId, begunAt, terms, new Date(readAt.getTime() - longestWriteMs)],
    );
    if (taken.length < terms.length) throw new RetryLater(message('failures.contact-elsewhere'), readAgainMs);
  }

  /** Takes back what the transfer has begun: it made no contact. */
  async forget(tx: EntityManager, { transferId }: OwnContact): Promise<void> {
    await tx.delete(ContactIntent, { transferId });
  }

  /** Records what the transfer made, or found. */
  async record(tx: EntityManager, { transferId }: OwnContact, contactId: number | null): Promise<void> {
    await tx.update(ContactIntent, { transferId }, { contactId });
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
