import { Injectable } from '@nestjs/common';
import { DataSource, In, IsNull, Not, type EntityManager } from 'typeorm';
import { CallNote } from './call-note.entity.js';

type LeadOfBranch = Pick<CallNote, 'accountId' | 'leadId'>;

/** Questions about calls that are noted in branch leads. Writes take the caller's transaction. */
@Injectable()
export class CallNoteRepository {
  constructor(private readonly source: DataSource) {}

  /** Which of these calls the branch lead has got. */
  async listDone({ accountId, leadId }: LeadOfBranch, noteIds: readonly number[]): Promise<Set<number>> {
    const where = { accountId, leadId, noteId: In([...noteIds]), doneAt: Not(IsNull()) };
    return new Set((await this.source.manager.findBy(CallNote, where)).map(({ noteId }) => noteId));
  }

  async find({ accountId, leadId }: LeadOfBranch, noteId: number): Promise<CallNote | null> {
    return this.source.manager.findOneBy(CallNote, { accountId, leadId, noteId });
  }

  /** The branch lead was merged into this one, and its notes with it. */
  async carry(tx: EntityManager, { accountId, leadId }: LeadOfBranch, successorId: number): Promise<void> {
    await tx.query(
      `INSERT INTO router.call_note SELECT account_id, $3, note_id, step_started_at, step_written_at, done_at
         FROM router.call_note WHERE account_id = $1 AND lead_id = $2 ON CONFLICT DO NOTHING`,
      [accountId, leadId, successorId],
    );
  }

  /** Erases which calls were noted in an account. */
  async forgetAccount(tx: EntityManager, accountId: string): Promise<void> {
    await tx.delete(CallNote, { accountId });
  }

  async put(tx: EntityManager, row: CallNote): Promise<void> {
    await tx.upsert(CallNote, row, ['accountId', 'leadId', 'noteId']);
  }
}
