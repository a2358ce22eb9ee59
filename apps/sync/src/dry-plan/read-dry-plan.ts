import type { Account } from '@hub/accounts';
import { Inject, Injectable } from '@nestjs/common';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import { LoadUses } from '../plan-run/load-uses.js';
import { LookForPlan } from '../plan-run/look-for-plan.js';
import type { PlanOptions } from '../plan-run/plan-run.entity.js';
import { ReleaseRepository } from '../release/release.repository.js';
import type { DryFinding } from './dry-plan.entity.js';
import { fieldTariffs } from './field-tariffs.js';
import { judgeCrossing } from '../field-map/judge-crossing.js';
import { judgeFit } from './judge-fit.js';

/** Makes plans that nobody applies: the calls of the reading half of a plan, with the lowest priority. */
@Injectable()
export class ReadDryPlan {
  constructor(
    @Inject(ReleaseRepository) private readonly releases: ReleaseRepository,
    @Inject(LookForPlan) private readonly looking: LookForPlan,
    @Inject(LoadUses) private readonly loadUses: LoadUses,
  ) {}

  /**
   * Plans the account's way to the newest release of its group and keeps nothing; no call is made where there is none.
   * Cards are not counted. Throws as `PlanMaker.make` does.
   */
  async read(
    { id: accountId, groupId, host, roles }: Account,
    asking: { correlationId: string; signal: AbortSignal },
  ): Promise<DryFinding> {
    const newest = await this.releases.findNewestOf(groupId);
    if (!newest) return { release: null, counts: null, checks: [] };
    const { id: releaseId, number, note, configuration } = newest;
    const tariffs = fieldTariffs(host);
    const most = tariffs.at(-1);
    const limits = most === undefined ? {} : { limits: { fields: most } };
    const options: PlanOptions = { prune: false, migrationTargets: {}, ...limits };
    const { look, basis } = await this.looking.look({ accountId, releaseId, options }, asking);
    const branch = normaliseSnapshot(look.snapshot);
    const isHq = roles.includes('hq');
    const uses = isHq ? await this.loadUses.settings(accountId, asking.correlationId) : [];
    const crossing = judgeCrossing({ roles, uses, branch, ledger: basis.ledger, release: configuration });
    return {
      release: { id: releaseId, number, note },
      counts: look.plan.counts,
      checks: [...judgeFit(look.plan, branch, tariffs), ...crossing],
    };
  }
}
