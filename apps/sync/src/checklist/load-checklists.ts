import { Inject, Injectable } from '@nestjs/common';
import type { Configuration } from '../configuration/configuration.js';
import { BroughtRepository } from '../drift/brought.repository.js';
import { allowedDifferences } from '../exception/allowed-differences.js';
import { ExceptionRepository } from '../exception/exception.repository.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import { groupBy } from '../plan/match-objects.js';
import { ReleaseRepository } from '../release/release.repository.js';
import { checklistOf, type Step } from './checklist.js';

/** The steps of one account. */
export interface Checklist {
  accountId: string;
  releaseId: string;
  configuration: Configuration;
  steps: readonly Step[];
}

/** Loads what is to be done by people in accounts, and what of it is done. Calls no amoCRM. */
@Injectable()
export class LoadChecklists {
  constructor(
    @Inject(BroughtRepository) private readonly plans: BroughtRepository,
    @Inject(ReleaseRepository) private readonly releases: ReleaseRepository,
    @Inject(LedgerRepository) private readonly ledger: LedgerRepository,
    @Inject(ExceptionRepository) private readonly exceptions: ExceptionRepository,
  ) {}

  /** In the order of the ids; an account that was brought to no release is left out. */
  async of(accountIds: readonly string[]): Promise<readonly Checklist[]> {
    const brought = new Map((await this.plans.listBrought(accountIds)).map((one) => [one.accountId, one]));
    const ledgers = groupBy(await this.ledger.rowsOf([...brought.keys()]), ({ accountId }) => accountId);
    const checklists: Checklist[] = [];
    for (const accountId of accountIds) {
      const releaseId = brought.get(accountId)?.releaseId;
      if (releaseId === undefined) continue;
      const { configuration, groupId } = await this.releases.recall(releaseId);
      const inForce = await this.exceptions.listInForce(accountId, groupId, new Date());
      const allowed = allowedDifferences(inForce, configuration);
      const steps = checklistOf(configuration, ledgers.get(accountId) ?? [], allowed);
      checklists.push({ accountId, releaseId, configuration, steps });
    }
    return checklists;
  }
}
