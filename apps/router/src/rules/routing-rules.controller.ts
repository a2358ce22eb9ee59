import { isCallable } from '@hub/accounts';
import { AmoClients } from '@hub/amocrm';
import { Reply, type ReplyAbout } from '@hub/bus';
import { SaveRoutingRules, type RoutingRulesView } from '@hub/contracts';
import { message, say, type Locale } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller, Inject } from '@nestjs/common';
import { CARD_LOCALE } from '../card-locale.js';
import { CheckRules } from './check-rules.js';
import { ensureTransferField } from './ensure-transfer-field.js';
import type { RoutingRules } from './routing-rules.entity.js';
import { RoutingRulesRepository } from './routing-rules.repository.js';
import { SaveRules } from './save-rules.js';

/** Answers for the routing rules. */
@Controller()
export class RoutingRulesController {
  constructor(
    private readonly rules: RoutingRulesRepository,
    private readonly clients: AmoClients,
    private readonly saving: SaveRules,
    private readonly checking: CheckRules,
    @Inject(CARD_LOCALE) private readonly locale: Locale,
  ) {}

  @Reply('router.rules.show')
  async show(): Promise<RoutingRulesView> {
    const current = await this.rules.findCurrent();
    if (!current) throw new Problem(404, message('problems.no-rules'));
    return viewRules(current);
  }

  /** Saves a new version; running transfers use it at once. */
  @Reply('router.rules.save')
  async save(
    { ifVersion = null, ...body }: SaveRoutingRules,
    { correlationId }: ReplyAbout,
  ): Promise<RoutingRulesView> {
    const account = await this.checking.refuseWrong(body);
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
