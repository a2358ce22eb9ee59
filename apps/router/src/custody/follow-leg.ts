import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { decideCustody } from './decide-custody.js';
import { LegRepository } from './leg.repository.js';
import { LoadMirror } from './load-mirror.js';
import { MirrorLeg } from './mirror-leg.js';
import { MirrorRepository } from './mirror.repository.js';

/** A branch lead may be different: its leg is found → what becomes of it is decided → the HQ lead shows it. */
@Injectable()
export class FollowLeg {
  constructor(
    private readonly legs: LegRepository,
    private readonly load: LoadMirror,
    private readonly mirrors: MirrorRepository,
    private readonly mirror: MirrorLeg,
  ) {}

  /** Does nothing for a lead of no leg, on its way still, or whose present state is mirrored. */
  async run(job: Job<unknown>, accountId: string, branchLeadId: number): Promise<void> {
    const leg = await this.legs.findByBranchLead(accountId, branchLeadId);
    if (!leg) return;
    const state = await this.legs.readState(leg);
    const branch = state.state === 'on-way' ? null : await this.load.branchLead(leg);
    const { seenVersion, stepStartedAt } = await this.mirrors.read(leg.id);
    if (!branch || (branch.version <= seenVersion && stepStartedAt === null)) return;
    const decision = decideCustody(state, { kind: 'seen', lead: branch.seen.status });
    // What a leg shows after it has ended otherwise is the next leg's business.
    if (state.state === 'ended' && decision.kind === 'stay' && !['won', 'lost'].includes(state.as)) return;
    await this.mirror.run(job, leg, branch, async (tx, now) => {
      if (decision.kind === 'end') await this.legs.end(tx, leg.id, decision.as, now);
      if (decision.kind === 're-open') await this.legs.reOpen(tx, leg.id);
    });
    if (decision.kind !== 'stay') job.log.info({ transferId: leg.id, decision }, 'leg of custody changed');
  }
}
