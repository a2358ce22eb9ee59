import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { CloseBranchLead } from './close-branch-lead.js';
import type { BranchLeg } from './leg.repository.js';
import { LoadLeaving } from './load-leaving.js';
import { NoteLeaving } from './note-leaving.js';
import type { ReRouteRow } from './re-route.entity.js';
import { ReadClosed } from './read-closed.js';
import type { Leaving } from './record-leaving.js';

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
    private readonly load: LoadLeaving,
    private readonly lead: CloseBranchLead,
    private readonly closed: ReadClosed,
    private readonly note: NoteLeaving,
  ) {}

  /**
   * Goes on with what is under way for this leg; says whether its account has taken a change of the lead. Throws what is
   * to be tried again, and what amoCRM refuses.
   */
  async run(job: Job<unknown>, leg: BranchLeg, found: ReRouteRow): Promise<boolean> {
    let isPatched = false;
    let leaving: Leaving | null = await this.load.run(job, leg, found, () => (isPatched = true));
    while (leaving) {
      const from = leaving.row.state;
      const row = await this.step(leaving);
      if (!row) break;
      job.log.info({ transferId: leg.id, from, to: row.state }, 're-route advanced');
      leaving = row.isNoted ? null : await this.load.after(leaving, row);
    }
    return isPatched;
  }

  /** Null: the next step is the branch's. */
  private async step(leaving: Leaving): Promise<ReRouteRow | null> {
    switch (leaving.row.state) {
      case 'asked':
        return this.lead.close(leaving);
      case 'closed':
        return this.closed.run(leaving);
      case 'opening':
        return this.lead.open(leaving);
      case 'left':
      case 'kept':
      case 'withdrawn':
        return this.note.run(leaving);
    }
  }
}
