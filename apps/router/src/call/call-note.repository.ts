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

  /** Erases which calls were noted in an account. */
  async forgetAccount(tx: EntityManager, accountId: string): Promise<void> {
    await tx.delete(CallNote, { accountId });
  }

  async put(tx: EntityManager, row: CallNote): Promise<void> {
    await tx.upsert(CallNote, row, ['accountId', 'leadId', 'noteId']);
  }
}
