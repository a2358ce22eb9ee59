import type { StageRef } from '@hub/contracts';
import { Injectable } from '@nestjs/common';
import { ChooseBranch } from './choose-branch.js';
import { isAway, judgeClosed, type Baseline } from './decide-leaving.js';
import { EndLeg } from './end-leg.js';
import type { ReRouteRow } from './re-route.entity.js';
import { leftStage, readLeaving, RecordLeaving, type Leaving } from './record-leaving.js';

/** Reads a branch lead again that the hub has closed: it has left, and its leg ends, or somebody took it just before. */
@Injectable()
export class ReadClosed {
  constructor(
    private readonly records: RecordLeaving,
    private readonly choose: ChooseBranch,
    private readonly end: EndLeg,
  ) {}

  async run(leaving: Leaving): Promise<ReRouteRow> {
    const { job, leg, row, away } = leaving;
    const lead = await readLeaving(leaving);
    const verdict = judgeClosed(row.baseline, lead, away);
    if (verdict === 'again') return this.records.record(leaving, { state: 'asked' });
    if (verdict !== 'left') {
      const state = verdict === 'open' ? 'opening' : 'kept';
      return this.records.record(leaving, { state, keptAt: lead?.updatedAt });
    }
    const overtaken = await overtakenStage(leaving);
    if (overtaken)
      return this.records.record(leaving, {
        state: 'opening',
        baseline: { ...overtaken.baseline, ...overtaken.stage },
      });
    // A person may have named another branch since the job began.
    const current = await this.records.reload(leg);
    const chosen = await this.choose.run(job, current, row.branchId);
    await job.step(async (tx) => {
      const branch = chosen && (await this.choose.take(tx, current, chosen));
      await this.end.run(tx, { ...leaving, leg: current }, branch);
    });
    return { ...row, state: 'left' };
  }
}

/** The stage into which somebody moved the lead between the read and the closing, which no second read can show. */
async function overtakenStage(leaving: Leaving): Promise<{ baseline: Baseline; stage: StageRef } | null> {
  const { away } = leaving;
  const { baseline } = leaving.row;
  if (!baseline || isAway(baseline, away)) return null;
  const stage = await leftStage(leaving);
  const isOvertaken = stage !== null && stage.statusId !== baseline.statusId && !isAway(stage, away);
  return isOvertaken ? { baseline, stage } : null;
}
