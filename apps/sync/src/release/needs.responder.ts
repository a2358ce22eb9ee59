import { AccountRepository } from '@hub/accounts';
import { Reply } from '@hub/bus';
import { ReleaseNeedsRequest, type ReleaseNeeds } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller, Inject } from '@nestjs/common';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import { releaseNeeds } from '../kind/release-needs.js';
import { ReleaseRepository } from './release.repository.js';

/** Says what an account would have to take, before anything is planned for it. */
@Controller()
export class NeedsResponder {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(ReleaseRepository) private readonly releases: ReleaseRepository,
    @Inject(LedgerRepository) private readonly ledger: LedgerRepository,
  ) {}

  /** By the newest release of the account's group. */
  @Reply('sync.releases.needs')
  async needs({ accountId }: ReleaseNeedsRequest): Promise<ReleaseNeeds> {
    const account = await this.accounts.find(accountId);
    if (!account) throw new Problem(404, message('problems.no-such-account'));
    const release = await this.releases.findNewestOf(account.groupId);
    if (!release) return { release: null, pipelines: [], fields: [] };
    const { id, number, note, configuration } = release;
    return {
      release: { id, number, note },
      ...releaseNeeds(configuration, await this.ledger.entriesOf(accountId)),
    };
  }
}
