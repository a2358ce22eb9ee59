import { AccountRepository, BranchRepository, type Account } from '@hub/accounts';
import { AmoClients, assertReferences } from '@hub/amocrm';
import type { RoutingRulesBody } from '@hub/contracts';
import { message, type Message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { RegionReader } from '@hub/regions';
import { Injectable } from '@nestjs/common';
import { branchFacts } from '../lead/load-setting.js';
import { ReadPlaces } from '../region/read-places.js';
import { RegionWordsRepository } from '../region/region-words.repository.js';
import { lintRules } from './lint-rules.js';
import { referencesOfRules } from './references-of-rules.js';

/** Holds routing rules against the branches and the dictionary as they are now. */
@Injectable()
export class CheckRules {
  constructor(
    private readonly branches: BranchRepository,
    private readonly places: ReadPlaces,
    private readonly words: RegionWordsRepository,
    private readonly accounts: AccountRepository,
    private readonly clients: AmoClients,
  ) {}

  /** Everything there is to say about the rules. */
  async lint(rules: RoutingRulesBody): Promise<ReturnType<typeof lintRules>> {
    const rows = await this.branches.list();
    const facts = await this.places.areas(rows.map(branchFacts));
    const branches = rows.flatMap(({ calendar }, at) => {
      const branch = facts[at];
      return branch ? [{ ...branch, calendar }] : [];
    });
    const reader = await this.words.reader();
    const read = (text: string) => reader.read(text);
    return lintRules(rules, { branches, read, regions: RegionReader.names, now: new Date() });
  }

  /** The HQ account. Throws a 400 `Problem` that names each wrong field, also what the account does not have. */
  async refuseWrong(rules: RoutingRulesBody): Promise<Account> {
    const account = await this.accounts.find(rules.hqAccountId);
    if (!account?.roles.includes('hq'))
      throw wrong([{ path: 'hqAccountId', detail: message('references.not-hq') }]);
    const { errors } = await this.lint(rules);
    if (errors.length > 0) throw wrong(errors);
    await assertReferences(this.clients, account, referencesOfRules(rules));
    return account;
  }
}

function wrong(errors: { path: string; detail: Message }[]): Problem {
  return new Problem(400, message('problems.wrong-fields'), errors);
}
