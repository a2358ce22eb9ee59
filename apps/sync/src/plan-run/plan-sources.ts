import type { ObjectUse } from '@hub/contracts';
import { Inject, Injectable } from '@nestjs/common';
import type { Configuration } from '../configuration/configuration.js';
import { allowedDifferences, unite } from '../exception/allowed-differences.js';
import { ExceptionRepository } from '../exception/exception.repository.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import type { AllowedDifference, LedgerEntry } from '../plan/ledger.js';
import type { Change } from '../plan/plan.js';
import type { ReleaseEntity } from '../release/release.entity.js';
import { ReleaseRepository } from '../release/release.repository.js';
import type { Tallies } from '../snapshot/card-tally.js';
import { LoadUses } from './load-uses.js';
import type { PlanOptions, PlanRun } from './plan-run.entity.js';
import { PlanRunRepository } from './plan-run.repository.js';

/** What a plan is made from besides the account itself. */
export interface PlanSources {
  configuration: Configuration;
  /** Other releases that plans of the account were begun for lately, the last one first. */
  earlier: readonly Configuration[];
  ledger: readonly LedgerEntry[];
  options: PlanOptions;
  /** What the plan was made with, and what HQ has allowed since: a plan never does more than it showed. */
  exceptions: readonly AllowedDifference[];
  /** What the hub's settings name in the account, as they are now. Throws `RetryLater` while that is not known. */
  uses: () => Promise<readonly ObjectUse[]>;
  /** What was counted on the account's cards within a day. */
  tallies: () => Promise<Tallies>;
  /** What earlier plans of the account deleted, the newest first. */
  deleted: () => Promise<readonly Change[]>;
}

/** Objects of older releases were deleted by the releases after them. */
const earlierKept = 3;

/** Loads the sources of a plan: the same for making it, for applying it and for verifying it. */
@Injectable()
export class PlanSourcesLoader {
  constructor(
    @Inject(ReleaseRepository) private readonly releases: ReleaseRepository,
    @Inject(LedgerRepository) private readonly ledger: LedgerRepository,
    @Inject(ExceptionRepository) private readonly allowed: ExceptionRepository,
    @Inject(LoadUses) private readonly loadUses: LoadUses,
    @Inject(PlanRunRepository) private readonly runs: PlanRunRepository,
  ) {}

  /** Throws a 404 `Problem` for an unknown release. */
  async load(
    { accountId, releaseId, options }: Pick<PlanRun, 'accountId' | 'releaseId' | 'options'>,
    correlationId: string,
  ): Promise<PlanSources> {
    const { configuration, groupId } = await this.release(releaseId);
    const [ledger, inForce, begun] = await Promise.all([
      this.ledger.entriesOf(accountId),
      this.allowed.listInForce(accountId, groupId, new Date()),
      this.runs.listBegunReleases(accountId),
    ]);
    const uses = () => this.loadUses.of(accountId, correlationId);
    const tallies = () => this.runs.findTallies(accountId, new Date());
    const deleted = async () => (begun.length === 0 ? [] : this.runs.listDeleted(accountId));
    const earlier: Configuration[] = [];
    for (const id of begun.filter((one) => one !== releaseId).slice(0, earlierKept))
      earlier.push((await this.release(id)).configuration);
    const allowed = allowedDifferences(inForce, configuration, earlier);
    const exceptions = unite(options.exceptions ?? [], allowed);
    return { configuration, earlier, ledger, options, exceptions, uses, tallies, deleted };
  }

  /** Throws a 404 `Problem` for an unknown release. */
  release(releaseId: string): Promise<ReleaseEntity> {
    return this.releases.recall(releaseId);
  }
}
