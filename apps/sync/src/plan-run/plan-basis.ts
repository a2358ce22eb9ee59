import { Inject, Injectable } from '@nestjs/common';
import type { Configuration } from '../configuration/configuration.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import type { LedgerEntry } from '../plan/ledger.js';
import { ReleaseRepository } from '../release/release.repository.js';
import type { PlanOptions, PlanRun } from './plan-run.entity.js';

/** What a plan is made from besides the account itself. */
export interface PlanBasis {
  configuration: Configuration;
  ledger: readonly LedgerEntry[];
  options: PlanOptions;
}

/** A franchise brings many accounts to one release, or to a few while a rollout is under way. */
const releasesKept = 4;

/** Loads the basis of a plan: the same for making it, for applying it and for verifying it. */
@Injectable()
export class PlanBasisLoader {
  private readonly kept = new Map<string, Configuration>();

  constructor(
    @Inject(ReleaseRepository) private readonly releases: ReleaseRepository,
    @Inject(LedgerRepository) private readonly ledger: LedgerRepository,
  ) {}

  /** Throws a 404 `Problem` for an unknown release. */
  async load({
    accountId,
    releaseId,
    options,
  }: Pick<PlanRun, 'accountId' | 'releaseId' | 'options'>): Promise<PlanBasis> {
    const configuration = await this.configurationOf(releaseId);
    return { configuration, ledger: await this.ledger.entriesOf(accountId), options };
  }

  /** Releases never change, so that the last few are kept instead of read for every account. */
  private async configurationOf(releaseId: string): Promise<Configuration> {
    const configuration = this.kept.get(releaseId) ?? (await this.releases.get(releaseId)).configuration;
    this.kept.delete(releaseId);
    this.kept.set(releaseId, configuration);
    const [oldest] = this.kept.keys();
    if (oldest !== undefined && this.kept.size > releasesKept) this.kept.delete(oldest);
    return configuration;
  }
}
