import {
  createNote,
  listNotes,
  patchLead,
  safeWrite,
  type AmoClient,
  type Intent,
  type LeadWrite,
} from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { message, say, type Locale, type Message } from '@hub/messages';
import { isRefusal } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { CARD_LOCALE } from '../card-locale.js';
import { ReadCards, type AccountCards } from '../absence/read-cards.js';
import { transferMark } from '../transfer/transfer-mark.js';
import { NextLeg } from './next-leg.js';
import { closedFrom } from './closed-from.js';
import {
  baselineOf,
  decideClosing,
  isAway,
  isMovedBack,
  judgeAttempt,
  judgeClosed,
  type Baseline,
  type LeadNow,
  type LeavingPlace,
  type Stage,
} from './decide-leaving.js';
import { LegRepository, type BranchLeg } from './leg.repository.js';
import type { ReRouteRow } from './re-route.entity.js';
import { readMoves } from './read-moves.js';
import { ReRouteRepository } from './re-route.repository.js';
import { isInsideHq } from '../rule/inside-hq.js';
import { lostStatusId } from '../rule/closing-status-ids.js';

/** What one step has found or done. */
type Progress = Pick<ReRouteRow, 'state'> &
  Partial<Pick<ReRouteRow, 'baseline' | 'isNoted'>> & {
    /** amoCRM's second in which the lead was seen or made open. */
    keptAt?: number | null | undefined;
  };

/**
 * One leg that is leaving, the cards of its branch account, and where the lead of a branch inside HQ goes (null: it is
 * closed).
 */
interface Leaving {
  job: Job<unknown>;
  leg: BranchLeg;
  row: ReRouteRow;
  cards: AccountCards;
  away: LeavingPlace | null;
}

/**
 * A branch lead leaves its branch. Its states, each with the step that leads out of it:
 *
 *     asked ──close──► closed ──read again──► left ──note──► (the end; the next leg has begun)
 *       ├──◄──moved back──────┤
 *       │                 └──changed──► opening ──open──► kept ──note──► (the end; the branch keeps it)
 *       └──won, or taken meanwhile──► kept
 *
 * A state is what is known to be in amoCRM. The next leg begins in the transaction that records `left`, so that there
 * are never two living leads; from `closed` on there is none, and the trail is in hand. Each write is a safe write. A
 * deal that is not the hub's alone (`LegRepository.isForeign`) stays `asked` until its branch has closed it. A branch
 * inside HQ has the HQ lead itself: it is moved back to the handed-over stage where others are closed, and stays as it
 * is when people have closed or deleted it.
 */
@Injectable()
export class LeaveBranch {
  constructor(
    private readonly cards: ReadCards,
    private readonly reRoutes: ReRouteRepository,
    private readonly legs: LegRepository,
    private readonly next: NextLeg,
    @Inject(CARD_LOCALE) private readonly locale: Locale,
  ) {}

  /** Goes on with what is under way for this leg. Throws what is to be tried again, and what amoCRM refuses. */
  async run(job: Job<unknown>, leg: BranchLeg, found: ReRouteRow): Promise<void> {
    const cards = this.cards.of(job, leg.target.accountId, { isInside: false });
    for (let row = found; !row.isNoted;) {
      const away = await this.next.places.of(leg, row);
      const from = row.state;
      const next = await this.step({ job, leg, row, cards, away });
      if (!next) return;
      row = next;
      job.log.info({ transferId: leg.id, from, to: row.state }, 're-route advanced');
    }
  }

  /** Null: the next step is the branch's. */
  private async step(leaving: Leaving): Promise<ReRouteRow | null> {
    switch (leaving.row.state) {
      case 'asked':
        return this.close(leaving);
      case 'closed':
        return this.readAgain(leaving);
      case 'opening':
        return this.open(leaving);
      case 'left':
      case 'kept':
      case 'withdrawn':
        return this.note(leaving);
    }
  }

  private async close(leaving: Leaving): Promise<ReRouteRow | null> {
    const { leg, row, cards, away } = leaving;
    if (row.stepStartedAt === null && (await this.legs.isForeign(leg))) return this.awaitBranch(leaving);
    let baseline = row.baseline;
    const find = async (since: number | null): Promise<Progress | null> => {
      const lead = await this.read(leaving);
      if (since !== null && baseline) {
        const attempt = judgeAttempt(baseline, lead, away);
        if (attempt !== 'unchanged') return { state: attempt, keptAt: lead?.updatedAt };
        const isTakenBack = (await this.leftStage(leaving)) !== null && !isMovedBack(lead, away);
        return isTakenBack ? { state: 'kept', keptAt: lead?.updatedAt } : null;
      }
      const decision = decideClosing(row.why, lead, leg.target, away);
      if (decision === 'kept') return { state: 'kept', keptAt: keptAtOf(lead) };
      baseline = lead && away ? { ...lead, away } : lead;
      return decision === 'closed' ? { state: 'closed', baseline } : null;
    };
    const write = async (): Promise<Progress> => {
      if (!baseline) throw new Error('A branch lead is closed that was not read');
      await patchLead(cards.client, leg.branchLeadId, leavingOf(baseline, away));
      return { state: 'closed' };
    };
    return this.safely(leaving, { find, write, kept: () => ({ baseline }) });
  }

  /** The hub changes nothing of the deal: the next step depends on what the branch does with it. */
  private async awaitBranch(leaving: Leaving): Promise<ReRouteRow | null> {
    const { leg, row, away } = leaving;
    const lead = await this.read(leaving);
    const state = decideClosing(row.why, lead, leg.target, away);
    return state === 'close' ? null : this.record(leaving, { state, keptAt: keptAtOf(lead) });
  }

  private async readAgain(leaving: Leaving): Promise<ReRouteRow> {
    const { job, leg, row, away } = leaving;
    const lead = await this.read(leaving);
    const verdict = judgeClosed(row.baseline, lead, away);
    if (verdict === 'again') return this.record(leaving, { state: 'asked' });
    if (verdict !== 'left') {
      const state = verdict === 'open' ? 'opening' : 'kept';
      return this.record(leaving, { state, keptAt: lead?.updatedAt });
    }
    const overtaken = await this.overtakenStage(leaving);
    if (overtaken)
      return this.record(leaving, {
        state: 'opening',
        baseline: { ...overtaken.baseline, ...overtaken.stage },
      });
    const branch = await this.next.choose.run(job, leg, row.branchId);
    await job.step(async (tx) => {
      const now = new Date();
      await this.reRoutes.change(tx, row.id, { state: 'left' });
      await this.legs.end(tx, leg.id, row.why, now);
      await this.next.endTask.ask(tx, leg, leftNote(leaving), job.correlationId);
      await this.next.place.ask(tx, leg, job.correlationId);
      if (branch) await this.next.begin.run(tx, leg, branch, { correlationId: job.correlationId, now });
    });
    return { ...row, state: 'left' };
  }

  /** The stage into which somebody moved the lead between the read and the closing, which no second read can show. */
  private async overtakenStage(leaving: Leaving): Promise<{ baseline: Baseline; stage: Stage } | null> {
    const { away } = leaving;
    const { baseline } = leaving.row;
    if (!baseline || isAway(baseline, away)) return null;
    const stage = await this.leftStage(leaving);
    const isOvertaken = stage !== null && stage.statusId !== baseline.statusId && !isAway(stage, away);
    return isOvertaken ? { baseline, stage } : null;
  }

  /** The stage out of which the lead was closed, or moved away, since the hub read it; null: no event says that it was. */
  private async leftStage({ job, leg, row, cards, away }: Leaving): Promise<Stage | null> {
    if (!row.baseline) return null;
    const moves = await readMoves(cards.client, leg.branchLeadId, row.baseline, job);
    return closedFrom(moves, leg.branchLeadId, away);
  }

  private async open(leaving: Leaving): Promise<ReRouteRow> {
    const { leg, row, cards, away } = leaving;
    const find = async (): Promise<Progress | null> => {
      const lead = await this.read(leaving);
      if (isMovedBack(lead, away)) return { state: 'asked' };
      const isOpen = lead === null || !isAway(lead, away);
      return isOpen ? { state: 'kept', keptAt: lead?.updatedAt } : null;
    };
    const write = async (): Promise<Progress> => {
      const place = row.baseline ?? leg.target;
      const opened = { pipeline_id: place.pipelineId, status_id: place.statusId };
      return { state: 'kept', keptAt: await patchLead(cards.client, leg.branchLeadId, opened) };
    };
    return this.safely(leaving, { find, write });
  }

  /** The branch lead gets a note: why it was closed, or that it stays. */
  private async note(leaving: Leaving): Promise<ReRouteRow> {
    const { leg, row, cards } = leaving;
    const mark = transferMark(row.id);
    const done: Progress = { state: row.state, isNoted: true };
    // Nothing was done to a lead that the hub has not closed.
    if (row.baseline === null) return this.record(leaving, done);
    const text =
      row.state === 'left' ? leftNote(leaving) : message('cards.kept-note', { reason: row.reason });
    const find = async (since: number | null): Promise<Progress | null> => {
      if (since === null) return null;
      const notes = await listNotes(cards.client, 'leads', leg.branchLeadId);
      return notes.some(({ params }) => JSON.stringify(params).includes(mark)) ? done : null;
    };
    const write = async (): Promise<Progress> => {
      await addNote(cards.client, leg.branchLeadId, `${say(text, this.locale)}\n${mark}`);
      return done;
    };
    return this.safely(leaving, { find, write });
  }

  private async safely(
    leaving: Leaving,
    work: {
      find: (since: number | null) => Promise<Progress | null>;
      write: () => Promise<Progress>;
      /** What is kept with the intent. */
      kept?: () => Partial<ReRouteRow>;
    },
  ): Promise<ReRouteRow> {
    const { job, row } = leaving;
    let recorded = row;
    await safeWrite<Progress>(
      {
        intent: intentOf(row),
        find: work.find,
        keep: async (intent: Intent | null) => {
          const begun = { stepStartedAt: intent?.firstAt ?? null, stepWrittenAt: intent?.lastAt ?? null };
          await job.step((tx) => this.reRoutes.change(tx, row.id, { ...begun, ...work.kept?.() }));
        },
        write: work.write,
        record: async (progress) => {
          recorded = await this.record(leaving, { ...work.kept?.(), ...progress });
        },
      },
      () => new Date(),
    );
    return recorded;
  }

  private async record(
    { job, leg, row }: Omit<Leaving, 'cards' | 'away'>,
    progress: Progress,
  ): Promise<ReRouteRow> {
    const { keptAt, ...found } = progress;
    const change = { ...found, stepStartedAt: null, stepWrittenAt: null };
    await job.step(async (tx) => {
      await this.reRoutes.change(tx, row.id, change);
      if (progress.state === 'closed') await this.legs.putInHand(tx, leg.id, new Date());
      if (progress.state === 'kept') await this.legs.takeOffHand(tx, leg.trailId);
      if (progress.state === 'kept' && keptAt) await this.legs.recordKept(tx, leg.id, keptAt);
    });
    return { ...row, ...change };
  }

  /** The branch lead, read by its id now. */
  private async read({ leg, cards }: Pick<Leaving, 'leg' | 'cards'>): Promise<LeadNow> {
    return baselineOf(await cards.findLead(leg.branchLeadId));
  }
}

/** What is written to a lead that leaves: the tag of a rejection would be one to the next branch inside HQ as well. */
function leavingOf({ pipelineId }: Baseline, away: LeavingPlace | null): LeadWrite {
  if (away === null) return { pipeline_id: pipelineId, status_id: lostStatusId };
  const place = { pipeline_id: away.pipelineId, status_id: away.statusId };
  return away.rejectTag === null ? place : { ...place, tags_to_delete: [{ name: away.rejectTag }] };
}

function leftNote({ leg, row: { reason } }: Leaving): Message {
  return isInsideHq(leg)
    ? message('cards.moved-back-note', { branch: leg.branchName, reason })
    : message('cards.left-note', { reason });
}

/** A lead that is gone needs no note. */
async function addNote(amo: AmoClient, leadId: number, text: string): Promise<void> {
  try {
    await createNote(amo, 'leads', leadId, { text });
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}

/** Until when a reading of the lead as lost is out of date; not where it really is lost. */
function keptAtOf(lead: LeadNow): number | undefined {
  return lead?.statusId === lostStatusId ? undefined : lead?.updatedAt;
}

function intentOf({ stepStartedAt, stepWrittenAt }: ReRouteRow): Intent | null {
  return stepStartedAt && { firstAt: stepStartedAt, lastAt: stepWrittenAt ?? stepStartedAt };
}
