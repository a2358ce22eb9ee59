import { Body, Headers, Param, Query } from '@nestjs/common';
import {
  IdField,
  IntField,
  PageRequest,
  QuotaBody,
  QuotaPath,
  QuotaSettingsView,
  QuotaView,
  type QuotaPage,
} from '@hub/contracts';
import { Asked, type Call } from '../route/call.js';
import { versionToReplace } from '../route/if-match.js';
import { ownFields } from '../route/own-fields.js';
import { Area, List, Replace, Show } from '../route/route.js';

/** A quota as it came from GET. */
class ReplaceQuotaBody extends QuotaBody {
  @IdField({ description: 'As it was read', optional: true })
  branchId?: string | null;

  @IntField({ description: 'As it was read', optional: true })
  version?: number | null;
}

@Area('quotas')
export class QuotasController {
  @List('', {
    answers: QuotaView,
    who: 'branch-read',
    says: 'Lists the quotas of branches: who is full, since when and until when, and the value of every bound.',
  })
  list(@Asked() call: Call, @Query() query: PageRequest): Promise<QuotaPage> {
    return call.ask('limits.quotas.list', { ...query, branchIds: call.narrowToBranches() });
  }

  @Show(':branchId', {
    answers: QuotaSettingsView,
    who: 'branch-read',
    isVersioned: true,
    says: 'Shows how many leads a branch may get from routing.',
  })
  show(@Asked() call: Call, @Param() path: QuotaPath): Promise<QuotaSettingsView> {
    return call.ask('limits.quotas.show', path);
  }

  @Replace(':branchId', {
    answers: QuotaSettingsView,
    who: 'hq',
    isVersioned: true,
    says: 'Saves how many leads a branch may get per day, per month, at once and how often. Empty bounds are off.',
  })
  async save(
    @Asked() call: Call,
    @Param() { branchId }: QuotaPath,
    @Body() body: ReplaceQuotaBody,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<QuotaSettingsView> {
    const before = await call.readOwn('limits.quotas.show', { branchId });
    const ifVersion = versionToReplace(ifMatch, before.version);
    const { limits, timeZone } = ownFields(body, before, { fixed: ['branchId', 'version'] });
    return call.ask('limits.quotas.save', { limits, timeZone: timeZone ?? null, branchId, ifVersion });
  }
}
