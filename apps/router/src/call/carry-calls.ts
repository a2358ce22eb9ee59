import { AmoClients, createNote, listNotes, safeWrite, type AmoClient, type AmoNote } from '@hub/amocrm';
import { Bus, forEver, type Job } from '@hub/bus';
import type { Call } from '@hub/journal';
import { say, type Locale } from '@hub/messages';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CARD_LOCALE } from '../card-locale.js';
import { LegRepository, type BranchLeg } from '../custody/leg.repository.js';
import { findMarkedNote } from '../receive/find-made.js';
import { CallNoteRepository } from './call-note.repository.js';
import { callConsumer, type CallWork } from './find-calls.js';
import { sayCall } from './say-call.js';

/** Notes calls of the HQ lead in the branch lead, with the link to the recording; each once, also after a kill. */
@Injectable()
export class CarryCalls implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly legs: LegRepository,
    private readonly notes: CallNoteRepository,
    @Inject(AmoClients) private readonly clients: AmoClients,
    @Inject(CARD_LOCALE) private readonly locale: Locale,
  ) {}

  onModuleInit(): void {
    this.bus.consume<CallWork>({
      consumer: callConsumer,
      concurrency: 8,
      again: { forMs: forEver },
      handle: (job) => this.carry(job),
    });
  }

  private async carry(job: Job<CallWork>): Promise<void> {
    const { legId, timeZone, calls } = job.payload;
    const leg = await this.legs.findById(legId);
    if (!leg || leg.endedAt !== null) return;
    const hq = this.clients.forAccount(leg.hqAccountId, 'routing', job.signal);
    const done = await this.notes.listDone(
      placeOf(leg),
      calls.map(({ noteId }) => noteId),
    );
    const left = calls.filter(({ noteId }) => !done.has(noteId));
    const about = { line: callConsumer, job: job.key };
    const entrant = { accountId: leg.hqAccountId, places: Infinity, ...about };
    const atHq = await this.clients.gate.pass(entrant, () => readNotes(hq, left));
    await this.clients.gate.pass({ accountId: leg.target.accountId, ...about }, async () => {
      for (const { noteId } of left) {
        const note = atHq.get(noteId);
        const said = note ? sayCall(note, timeZone) : null;
        await this.note(job, leg, noteId, said && say(said, this.locale));
      }
    });
  }

  /** `text` is null for a note that is gone, or is about no call by now. */
  private async note(job: Job<CallWork>, leg: BranchLeg, noteId: number, text: string | null): Promise<void> {
    const amo = this.clients.forAccount(leg.target.accountId, 'routing', job.signal);
    const row = (await this.notes.find(placeOf(leg), noteId)) ?? {
      ...placeOf(leg),
      noteId,
      ...nothingBegun,
      doneAt: null,
    };
    const mark = `[hub call ${noteId}]`;
    const { stepStartedAt: firstAt, stepWrittenAt: lastAt } = row;
    await safeWrite(
      {
        intent: firstAt && lastAt ? { firstAt, lastAt } : null,
        find: async (since) => {
          if (text === null) return 'done';
          return since !== null && (await findMarkedNote(amo, leg.branchLeadId, mark)) ? 'done' : null;
        },
        keep: (intent) => {
          const begun = { stepStartedAt: intent?.firstAt ?? null, stepWrittenAt: intent?.lastAt ?? null };
          return job.step((tx) => this.notes.put(tx, { ...row, ...begun }));
        },
        write: async () => {
          await createNote(amo, 'leads', leg.branchLeadId, { text: `${text ?? ''}\n${mark}` });
          return 'done';
        },
        record: () => job.step((tx) => this.notes.put(tx, { ...row, ...nothingBegun, doneAt: new Date() })),
      },
      () => new Date(),
    );
  }
}

const placeOf = ({ target, branchLeadId }: BranchLeg) => ({
  accountId: target.accountId,
  leadId: branchLeadId,
});

const nothingBegun = { stepStartedAt: null, stepWrittenAt: null };

/** The notes of these calls at HQ, by id; one read a card. One that is missing was deleted. */
async function readNotes(hq: AmoClient, calls: readonly Call[]): Promise<Map<number, AmoNote>> {
  const cards = new Map(calls.map(({ entity, entityId }) => [`${entity} ${entityId}`, { entity, entityId }]));
  const found = new Map<number, AmoNote>();
  for (const { entity, entityId } of cards.values())
    for (const note of await listNotes(hq, `${entity}s`, entityId)) found.set(note.id, note);
  return found;
}
