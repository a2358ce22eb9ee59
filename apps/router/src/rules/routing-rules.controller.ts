import { AccountRepository, isCallable } from '@hub/accounts';
import { AmoClients, assertReferences } from '@hub/amocrm';
import { Reply, type ReplyAbout } from '@hub/bus';
import { SaveRoutingRules, type RoutingRulesView } from '@hub/contracts';
import { message, say, type Locale } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller, Inject } from '@nestjs/common';
import { CARD_LOCALE } from '../card-locale.js';
import { ensureTransferField } from './ensure-transfer-field.js';
import { referencesOfRules } from './references-of-rules.js';
import type { RoutingRules } from './routing-rules.entity.js';
import { RoutingRulesRepository } from './routing-rules.repository.js';
import { SaveRules } from './save-rules.js';

/** Answers for the routing rules. */
@Controller()
export class RoutingRulesController {
  constructor(
    private readonly rules: RoutingRulesRepository,
    private readonly accounts: AccountRepository,
    private readonly clients: AmoClients,
    private readonly saving: SaveRules,
    @Inject(CARD_LOCALE) private readonly locale: Locale,
  ) {}

  @Reply('router.rules.show')
  async show(): Promise<RoutingRulesView> {
    const current = await this.rules.findCurrent();
    if (!current) throw new Problem(404, message('problems.no-rules'));
    return viewRules(current);
  }

  /** Saves a new version; leads on their way go on with it, at once. */
  @Reply('router.rules.save')
  async save(
    { ifVersion = null, ...body }: SaveRoutingRules,
    { correlationId }: ReplyAbout,
  ): Promise<RoutingRulesView> {
    const account = await this.accounts.find(body.hqAccountId);
    if (!account?.roles.includes('hq')) {
      const errors = [{ path: 'hqAccountId', detail: message('references.not-hq') }];
      throw new Problem(400, message('problems.wrong-fields'), errors);
    }
    await assertReferences(this.clients, account, referencesOfRules(body));
    if (isCallable(account.state)) {
      const client = this.clients.forAccount(account.id, 'routing');
      await ensureTransferField(client, say(message('cards.transfer-field'), this.locale));
    }
    return viewRules(await this.saving.run(body, ifVersion, correlationId));
  }
}

function viewRules({ version, rules, savedAt }: RoutingRules): RoutingRulesView {
  return { ...rules, version, savedAt: savedAt.toISOString() };
}
