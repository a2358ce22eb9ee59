import { AmoClients, findContact, type AmoLead } from '@hub/amocrm';
import type { RoutingRulesBody } from '@hub/contracts';
import { isRefusal } from '@hub/platform';
import { regionOfPhone } from '@hub/regions';
import { Injectable } from '@nestjs/common';
import type { BranchFacts } from '../lead/route-lead.js';
import { phoneKeys } from '../transfer/match-contact.js';
import { areasOf } from './cover-place.js';
import { readPlace, spoken, type LeadPlace } from './read-place.js';
import { RegionWordsRepository } from './region-words.repository.js';

/** Reads places by the dictionary and HQ's own words: where clients are, and what branches stand for. */
@Injectable()
export class ReadPlaces {
  constructor(
    private readonly words: RegionWordsRepository,
    private readonly clients: AmoClients,
  ) {}

  /** Where the client of an HQ lead is. The contact is read only when the rules want it and the lead says nothing. */
  async ofLead(lead: AmoLead, rules: RoutingRulesBody, signal: AbortSignal): Promise<LeadPlace> {
    const [region, city] = [textOf(lead, rules.regionFieldId), textOf(lead, rules.cityFieldId ?? null)];
    const isSilent = spoken(region) === null && spoken(city) === null;
    const phoneRegion =
      isSilent && rules.usesPhoneCode === true
        ? await this.phoneRegion(lead, rules.hqAccountId, signal)
        : null;
    const reader = await this.words.reader();
    return readPlace({ region, city, phoneRegion }, (text) => reader.read(text));
  }

  /** The branches with what their regions stand for. */
  async areas(branches: readonly BranchFacts[]): Promise<BranchFacts[]> {
    const reader = await this.words.reader();
    return branches.map((branch) => ({
      ...branch,
      areas: areasOf(branch.regions, (text) => reader.read(text)),
    }));
  }

  /** The one region of the main contact's landline numbers; null when there is none, or more than one. */
  private async phoneRegion(lead: AmoLead, hqAccountId: string, signal: AbortSignal): Promise<string | null> {
    const { contacts } = lead._embedded;
    const main = contacts.find(({ is_main }) => is_main) ?? contacts[0];
    if (!main) return null;
    const numbers = await this.readPhones(main.id, hqAccountId, signal);
    const regions = new Set(numbers.flatMap(phoneKeys).map(regionOfPhone));
    regions.delete(null);
    const [region] = regions;
    return regions.size === 1 ? (region ?? null) : null;
  }

  /** A contact that may not be read says nothing; a call that fails is tried again with the lead. */
  private async readPhones(id: number, hqAccountId: string, signal: AbortSignal): Promise<string[]> {
    try {
      const contact = await findContact(this.clients.forAccount(hqAccountId, 'routing', signal), id);
      const fields = contact?.custom_fields_values.filter(({ field_code }) => field_code === 'PHONE') ?? [];
      return fields
        .flatMap(({ values }) => values.map(({ value }) => value))
        .filter((value) => typeof value === 'string');
    } catch (error) {
      if (isRefusal(error)) return [];
      throw error;
    }
  }
}

/** The text of a lead's field, whether it is a list or text. */
export function textOf(lead: AmoLead, fieldId: number | null): string | null {
  const value = lead.custom_fields_values.find((field) => field.field_id === fieldId)?.values[0]?.value;
  return typeof value === 'string' ? value : null;
}
