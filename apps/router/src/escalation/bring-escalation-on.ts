import type { Job } from '@hub/bus';
import { message } from '@hub/messages';
import { describeFailure, isRefusal } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { FollowMerge } from '../custody/follow-merge.js';
import { notRefused, RefusedWork, wasReading } from '../custody/refused-work.js';
import { ReadEscalationSetting } from './escalation-setting.js';
import { EscalationActs } from './escalation-acts.js';
import type { EscalationRow } from './escalation.entity.js';
import { EscalationRepository } from './escalation.repository.js';

/** Advances an escalation, and records why it does not get on. */
@Injectable()
export class BringEscalationOn {
  constructor(
    private readonly acts: EscalationActs,
    private readonly escalations: EscalationRepository,
    private readonly refused: RefusedWork,
    private readonly settings: ReadEscalationSetting,
    private readonly merge: FollowMerge,
  ) {}

  /** Where its lead was merged, it goes on in the deal that is left. Throws what is to be tried again; what amoCRM refuses is recorded instead, for the check to try. */
  async run(job: Job<unknown>, row: EscalationRow): Promise<void> {
    let taken: ReadonlySet<string>;
    try {
      const setting = await this.settings.run(row.branchAccountId);
      if (!setting) {
        await this.sayNoPipeline(job, row);
        return;
      }
      if (await this.merge.followEscalation(job, row)) return;
      taken = await this.acts.run(job, row, setting);
    } catch (error) {
      if (job.signal.aborted) throw error;
      const isRefused = isRefusal(error);
      const change = isRefused
        ? await this.refused.refusalOf(error, row.branchAccountId)
        : { problem: describeFailure(error) };
      await job.step((tx) => this.escalations.change(tx, row.id, change));
      if (!isRefused) throw error;
      job.log.warn({ escalationId: row.id, reason: change.problem.key }, 'escalation refused');
      return;
    }
    const { refusedAt, refusedBy } = row;
    if (refusedBy === null) return;
    const isTaken = wasReading(row.problem) || taken.has(refusedBy);
    await job.step(async (tx) => {
      await this.escalations.change(tx, row.id, notRefused);
      // One that was released with others releases none, nor does one whose cards people have moved meanwhile.
      if (refusedAt && isTaken) await this.refused.release(tx, refusedBy, job.correlationId);
    });
  }

  /** Where HQ's pipeline is missing the escalation waits, with a problem for a person. */
  private async sayNoPipeline(job: Job<unknown>, row: EscalationRow): Promise<void> {
    const problem = message('failures.escalation-no-pipeline');
    if (row.problem?.key === problem.key || !(await this.settings.findRules())) return;
    await job.step((tx) => this.escalations.change(tx, row.id, { problem, changedAt: new Date() }));
  }
}
