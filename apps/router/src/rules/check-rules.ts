import { AccountRepository, type Account } from '@hub/accounts';
import { AmoClients, assertReferences } from '@hub/amocrm';
import type { RoutingRulesBody } from '@hub/contracts';
import { message, type Message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { lintRules } from './lint-rules.js';
import { LoadLintFacts } from './load-lint-facts.js';
import { referencesOfRules } from './references-of-rules.js';

/** Checks routing rules against the current branches and dictionary. */
@Injectable()
export class CheckRules {
  constructor(
    private readonly facts: LoadLintFacts,
    private readonly accounts: AccountRepository,
    private readonly clients: AmoClients,
  ) {}

  /** Everything there is to say about the rules. */
  async lint(rules: RoutingRulesBody): Promise<ReturnType<typeof lintRules>> {
    return lintRules(rules, await this.facts.run(rules));
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
