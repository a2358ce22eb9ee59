import type { Account } from '@hub/accounts';
import { Inject, Injectable } from '@nestjs/common';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import { LoadUses } from '../plan-run/load-uses.js';
import { PlanDrafter } from '../plan-run/plan-drafter.js';
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
    @Inject(PlanDrafter) private readonly drafter: PlanDrafter,
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
    const { draft, sources } = await this.drafter.draft({ accountId, releaseId, options }, asking);
    const branch = normaliseSnapshot(draft.snapshot);
    const isHq = roles.includes('hq');
    const uses = isHq ? await this.loadUses.settings(accountId, asking.correlationId) : [];
    const crossing = judgeCrossing({ roles, uses, branch, ledger: sources.ledger, release: configuration });
    return {
      release: { id: releaseId, number, note },
      counts: draft.plan.counts,
      checks: [...judgeFit(draft.plan, branch, tariffs), ...crossing],
    };
  }
}
