import { Reply } from '@hub/bus';
import { FieldMapRequest, type FieldMap } from '@hub/contracts';
import { Controller, Inject } from '@nestjs/common';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import { PlanRunRepository } from '../plan-run/plan-run.repository.js';
import { ReleaseRepository } from '../release/release.repository.js';
import { HqFields } from './hq-fields.js';
import { mapFields, needsLive, type Sides } from './map-fields.js';

@Controller()
export class FieldMapResponder {
  constructor(
    @Inject(ReleaseRepository) private readonly releases: ReleaseRepository,
    @Inject(LedgerRepository) private readonly ledger: LedgerRepository,
    @Inject(PlanRunRepository) private readonly runs: PlanRunRepository,
    @Inject(HqFields) private readonly hqFields: HqFields,
  ) {}

  /**
   * By the releases that the branch has been brought to, not by the newest one. A cached list of HQ's fields that lacks a field or
   * value which the request names is read again. Throws `RetryLater` while the HQ account has to be read and cannot be.
   */
  @Reply('sync.field-map')
  async map({
    referenceAccountId: hqAccountId,
    branchAccountId,
    hqFieldIds: fieldIds = [],
    hqEnumIds: enumIds = [],
  }: FieldMapRequest): Promise<FieldMap> {
    const sides: Sides = {
      releases: await this.releasesOf(branchAccountId, hqAccountId),
      branch: await this.ledger.entriesOf(branchAccountId),
      hq: { ledger: await this.ledger.entriesOf(hqAccountId), live: null },
    };
    if (!needsLive(sides)) return mapFields(sides);
    const live = await this.hqFields.of(hqAccountId, { fieldIds, enumIds });
    return mapFields({ ...sides, hq: { ...sides.hq, live } });
  }

  private async releasesOf(branchAccountId: string, hqAccountId: string): Promise<Sides['releases']> {
    const ids = await this.runs.listBegunReleases(branchAccountId);
    const releases = await Promise.all(ids.map((id) => this.releases.recall(id)));
    return releases.map(({ accountId, configuration }) => {
      return { configuration, isOfHq: accountId === hqAccountId };
    });
  }
}
