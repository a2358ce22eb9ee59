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

  /** From the newest release of the reference account, because the ledger outlives releases. */
  @Reply('sync.field-map')
  async map({ referenceAccountId, branchAccountId }: FieldMapRequest): Promise<FieldMap> {
    const release = await this.releases.findNewest(referenceAccountId);
    if (!release) return { fields: [], transferFieldId: null };
    return mapFields(release.configuration, await this.ledger.entriesOf(branchAccountId));
  }
}
