import { Reply } from '@hub/bus';
import { FieldMapRequest, type FieldMap } from '@hub/contracts';
import { Controller, Inject } from '@nestjs/common';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import { ReleaseRepository } from '../release/release.repository.js';
import { mapFields } from './map-fields.js';

@Controller()
export class FieldMapResponder {
  constructor(
    @Inject(ReleaseRepository) private readonly releases: ReleaseRepository,
    @Inject(LedgerRepository) private readonly ledger: LedgerRepository,
  ) {}

  /**
   * From the newest release of the reference account. Without one, from the newest blueprint: then the reference account
   * has got it too, and its own ledger knows its ids.
   */
  @Reply('sync.field-map')
  async map({ referenceAccountId, branchAccountId }: FieldMapRequest): Promise<FieldMap> {
    const own = await this.releases.findNewest(referenceAccountId);
    const release = own ?? (await this.releases.findNewest(null));
    if (!release) return { fields: [], transferFieldId: null };
    const branch = await this.ledger.entriesOf(branchAccountId);
    return mapFields(
      release.configuration,
      branch,
      own ? null : await this.ledger.entriesOf(referenceAccountId),
    );
  }
}
