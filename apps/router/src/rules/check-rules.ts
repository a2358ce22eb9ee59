import { AccountRepository, type Account } from '@hub/accounts';
import { AmoClients, findWrongReferences } from '@hub/amocrm';
import type { RoutingRulesBody } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem, type FieldError } from '@hub/platform';
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

  /** Everything there is to say about the rules; what they name at head office only while that answers. */
  async lint(rules: RoutingRulesBody): Promise<ReturnType<typeof lintRules>> {
    const found = lintRules(rules, await this.facts.run(rules));
    const account = await this.accounts.find(rules.hqAccountId);
    const absent = isHq(account) ? await this.absentOf(account, rules).catch(unlessUnanswered) : notHq;
    return { ...found, errors: [...found.errors, ...absent] };
  }

  /** The HQ account. Throws a 400 `Problem` that names each wrong field, also what the account does not have. */
  async refuseWrong(rules: RoutingRulesBody): Promise<Account> {
    const account = await this.accounts.find(rules.hqAccountId);
    if (!isHq(account)) throw wrong(notHq);
    const { errors } = lintRules(rules, await this.facts.run(rules));
    if (errors.length > 0) throw wrong(errors);
    const absent = await this.absentOf(account, rules);
    if (absent.length > 0) throw wrong(absent);
    return account;
  }

  private absentOf(account: Account, rules: RoutingRulesBody): Promise<FieldError[]> {
    return findWrongReferences(this.clients, account, referencesOfRules(rules));
  }
}

const notHq: FieldError[] = [{ path: 'hqAccountId', detail: message('references.not-hq') }];

const isHq = (account: Account | null): account is Account => account?.roles.includes('hq') === true;

function unlessUnanswered(error: unknown): FieldError[] {
  if (error instanceof Problem && error.body.status === 503) return [];
  throw error;
}

function wrong(errors: FieldError[]): Problem {
  return new Problem(400, message('problems.wrong-fields'), errors);
}
