import type { RoutingRulesBody } from '@hub/contracts';
import { Injectable } from '@nestjs/common';
import { KnownNames } from '../custody/known-names.js';
import { RegionWordsRepository } from '../region/region-words.repository.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import { fitToLists } from './fit-to-lists.js';
import type { ReceivedRow } from './received-lead.entity.js';

type Body = NonNullable<ReceivedRow['body']>;

/** How leads that were sent are put into an HQ account. */
export interface Receiving {
  rules: RoutingRulesBody;
  /** As `fitToLists`. Asks the account for its lists, unless that was done minutes ago. */
  fit: (body: Body) => Promise<Body>;
}

/** Reads what says how leads that were sent are put into an HQ account. */
@Injectable()
export class ReceiveSetting {
  constructor(
    private readonly rules: RoutingRulesRepository,
    private readonly names: KnownNames,
    private readonly words: RegionWordsRepository,
  ) {}

  async read(accountId: string): Promise<Receiving> {
    const { rules } = await this.rules.getNewestOf(accountId);
    const fit = async (body: Body) => {
      const lists = await this.names.fieldLists(accountId);
      const reader = await this.words.reader();
      return fitToLists(body, rules, { lists, read: (text) => reader.read(text) });
    };
    return { rules, fit };
  }
}
