import { createNote, listNotes, type AmoClient } from '@hub/amocrm';
import { message, say, type Locale } from '@hub/messages';
import { isRefusal } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { CARD_LOCALE } from '../card-locale.js';
import { transferMark } from '../transfer/transfer-mark.js';
import { leftNote } from './left-note.js';
import type { ReRouteRow } from './re-route.entity.js';
import { RecordLeaving, type Leaving, type Progress } from './record-leaving.js';

/** Ends a re-route with a note in the branch lead. */
@Injectable()
export class NoteLeaving {
  constructor(
    private readonly records: RecordLeaving,
    @Inject(CARD_LOCALE) private readonly locale: Locale,
  ) {}

  /** The branch lead gets a note: why it was closed, or that it stays. */
  async run(leaving: Leaving): Promise<ReRouteRow> {
    const { leg, row, cards } = leaving;
    const mark = transferMark(row.id);
    const done: Progress = { state: row.state, isNoted: true };
    // Nothing was done to a lead that the hub has not closed.
    if (row.baseline === null) return this.records.record(leaving, done);
    const text =
      row.state === 'left' ? leftNote(leaving) : message('cards.kept-note', { reason: row.reason });
    const find = async (since: number | null): Promise<Progress | null> => {
      if (since === null) return null;
      const notes = await cards.inPlace(() => listNotes(cards.client, 'leads', leg.branchLeadId));
      return notes.some(({ params }) => JSON.stringify(params).includes(mark)) ? done : null;
    };
    const write = async (): Promise<Progress> => {
      const said = `${say(text, this.locale)}\n${mark}`;
      await cards.inPlace(() => addNote(cards.client, leg.branchLeadId, said));
      return done;
    };
    return this.records.safely(leaving, { find, write });
  }
}

/** A lead that is gone needs no note. */
async function addNote(amo: AmoClient, leadId: number, text: string): Promise<void> {
  try {
    await createNote(amo, 'leads', leadId, { text });
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}
