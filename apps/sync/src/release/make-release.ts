import { randomUUID } from 'node:crypto';
import { AmoClients } from '@hub/amocrm';
import type { MakeRelease } from '@hub/contracts';
import { AccountRepository } from '@hub/accounts';
import { inTransaction } from '@hub/database';
import { Problem } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { configurationChecksum } from '../configuration/configuration.js';
import { withManualSteps } from '../configuration/manual-steps.js';
import { normaliseSnapshot, toConfiguration } from '../configuration/normalise-snapshot.js';
import { readSnapshot } from '../snapshot/read-snapshot.js';
import { withHubFields } from '../configuration/hub-fields.js';
import type { ReleaseEntity } from './release.entity.js';
import { ReleaseRepository } from './release.repository.js';

/** Makes a release of a reference account as it stands at this moment. */
@Injectable()
export class ReleaseMaker {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(AmoClients) private readonly clients: AmoClients,
    @Inject(ReleaseRepository) private readonly releases: ReleaseRepository,
  ) {}

  /** Throws a 404 `Problem` for an unknown account, 422 for one that is not a reference, and the client's errors. */
  async make({ accountId, note }: MakeRelease): Promise<ReleaseEntity> {
    const account = await this.accounts.find(accountId);
    if (!account) throw new Problem(404, `There is no account ${accountId}`);
    if (!account.roles.includes('reference')) {
      throw new Problem(422, `Account ${account.subdomain} has no role "reference"`);
    }
    const snapshot = await readSnapshot(this.clients.forAccount(accountId, 'bulk'), () => true);
    const configuration = withManualSteps(withHubFields(toConfiguration(normaliseSnapshot(snapshot))));
    return inTransaction(this.source, (tx) =>
      this.releases.add(tx, {
        id: randomUUID(),
        accountId,
        note: note ?? null,
        checksum: configurationChecksum(configuration),
        configuration,
        madeAt: new Date(),
      }),
    );
  }
}
