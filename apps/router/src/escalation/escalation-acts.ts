import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import type { Act } from './escalation-act.js';
import { EscalationContexts } from './escalation-context.js';
import type { EscalationSetting } from './escalation-setting.js';
import type { EscalationRow } from './escalation.entity.js';
import { JudgeEscalation } from './judge-escalation.js';
import { OpenEscalation } from './open-escalation.js';
import { RunActs } from './run-acts.js';

/**
 * Advances an escalation until nothing is left to do now: stored acts are carried out first, then it is judged again.
 */
@Injectable()
export class EscalationActs {
  constructor(
    private readonly contexts: EscalationContexts,
    private readonly opening: OpenEscalation,
    private readonly judge: JudgeEscalation,
    private readonly acts: RunActs,
  ) {}

  /** The accounts that have taken a call of this run, of those that they can refuse. */
  async run(
    job: Job<unknown>,
    begun: EscalationRow,
    setting: EscalationSetting,
  ): Promise<ReadonlySet<string>> {
    const context = await this.contexts.open(job, begun, setting);
    for (let row: EscalationRow | null = begun; row && row.state !== 'ended';) {
      const act: Act | undefined = row.todo[0];
      if (act) row = await this.acts.first(context, row, act);
      else row = await (row.state === 'asked' ? this.opening : this.judge).run(context, row);
    }
    return context.taken;
  }
}
