import { contactTexts, mainContactOf, type AmoContact, type AmoLead } from '@hub/amocrm';
import type { RoutingRulesBody } from '@hub/contracts';
import { areasOf, regionOfPhone } from '@hub/regions';
import { Injectable } from '@nestjs/common';
import type { BranchFacts, TerritoryFacts } from '../rule/facts.js';
import { phoneKeys } from '@hub/amocrm/pure';
import { asSent, readPlace, spoken, type LeadPlace, type PlaceTexts } from './read-place.js';
import { RegionWordsRepository } from './region-words.repository.js';
import { textOf } from './text-of.js';

/** A contact of HQ, or null when it is gone; throws `RetryLater` while that is not certain. */
export type FindContact = (contactId: number) => Promise<AmoContact | null>;

/** Reads places by the dictionary and HQ's own words: where clients are, and which places branches serve. */
@Injectable()
export class ReadPlaces {
  constructor(private readonly words: RegionWordsRepository) {}

  /**
   * Where the client of an HQ lead is. While the lead says nothing, what was sent with it counts. The contact is read
   * only when the rules want it and the lead says nothing; throws what reading it throws, because a lead is not routed
   * without a region that its contact may have.
   */
  async ofLead(
    lead: AmoLead,
    rules: RoutingRulesBody,
    { sent, findContact }: { sent: Pick<PlaceTexts, 'region' | 'city'>; findContact: FindContact },
  ): Promise<LeadPlace> {
    const [region, city] = [textOf(lead, rules.regionFieldId), textOf(lead, rules.cityFieldId ?? null)];
    const isSilent = spoken(region) === null && spoken(city) === null;
    if (isSilent && (spoken(sent.region) ?? spoken(sent.city)) !== null)
      return asSent(await this.ofTexts({ ...sent, phoneRegion: null }));
    const ofPhone = isSilent && rules.usesPhoneCode === true ? await phoneRegion(lead, findContact) : null;
    return this.ofTexts({ region, city, phoneRegion: ofPhone });
  }

  /** Where the client is, by what they have written. */
  async ofTexts(texts: PlaceTexts): Promise<LeadPlace> {
    const reader = await this.words.reader();
    return readPlace(texts, (text) => reader.read(text));
  }

  /** Territories with the places that their regions mean. */
  async territoryAreas(territories: readonly TerritoryFacts[]): Promise<TerritoryFacts[]> {
    if (territories.length === 0) return [];
    const reader = await this.words.reader();
    const read = (text: string) => reader.read(text);
    return territories.map((territory) => ({
      ...territory,
      areas: areasOf([{ name: territory.region, aliases: [] }], read),
    }));
  }

  /** The branches with the places that their regions mean. */
  async areas(branches: readonly BranchFacts[]): Promise<BranchFacts[]> {
    const reader = await this.words.reader();
    return branches.map((branch) => ({
      ...branch,
      areas: areasOf(branch.regions, (text) => reader.read(text)),
    }));
  }
}

/** The one region of the main contact's landline numbers; null when there is none, or more than one. */
async function phoneRegion(lead: AmoLead, findContact: FindContact): Promise<string | null> {
  const mainId = mainContactOf(lead);
  const contact = mainId === null ? null : await findContact(mainId);
  if (!contact) return null;
  const regions = new Set(contactTexts(contact, 'PHONE').flatMap(phoneKeys).map(regionOfPhone));
  regions.delete(null);
  const [region] = regions;
  return regions.size === 1 ? (region ?? null) : null;
}
