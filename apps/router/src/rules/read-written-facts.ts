import { phoneKeys } from '@hub/amocrm/pure';
import type { RoutingRulesBody, SimulateRouting } from '@hub/contracts';
import { regionOfPhone } from '@hub/regions';
import { Injectable } from '@nestjs/common';
import { KnownClients } from '../lead/known-clients.js';
import { ReadPlaces } from '../region/read-places.js';
import type { LeadFacts } from '../rule/facts.js';

/** Reads the facts of a lead that nobody has sent, from what a person says is in it. */
@Injectable()
export class ReadWrittenFacts {
  constructor(
    private readonly clients: KnownClients,
    private readonly places: ReadPlaces,
  ) {}

  /** A new lead of the intake pipeline with this in it. */
  async run(
    rules: RoutingRulesBody,
    { region, city, phone, branch }: Omit<SimulateRouting, 'leadId' | 'at'>,
  ): Promise<LeadFacts> {
    const regions = new Set(phone == null ? [] : phoneKeys(phone).map(regionOfPhone));
    regions.delete(null);
    const [only = null] = regions;
    const phoneRegion = rules.usesPhoneCode === true && regions.size === 1 ? only : null;
    return {
      ...{ accountId: rules.hqAccountId, pipelineId: rules.intakePipelineId },
      // A stage that no other has: open, and not the one for leads that were handed over.
      ...{ statusId: 0, isUnsorted: false, branchName: branch ?? null },
      ...(phone == null ? {} : await this.clients.ofPhone(rules, phone)),
      place: await this.places.ofTexts({ region: region ?? null, city: city ?? null, phoneRegion }),
    };
  }
}
