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

/** Loads the basis of a plan: the same for making it, for applying it and for verifying it. */
@Injectable()
export class PlanBasisLoader {
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
    const { configuration } = await this.releases.recall(releaseId);
    return { configuration, ledger: await this.ledger.entriesOf(accountId), options };
  }
}
