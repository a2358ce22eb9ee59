import { Inject, Query } from '@nestjs/common';
import { IdField, TextField } from '@hub/contracts';
import { message, say } from '@hub/messages';
import { LOGGER, Problem, type Logger } from '@hub/platform';
import { Asked, type Call } from '../route/call.js';
import { Area, Show } from '../route/route.js';
import { AnswersWithPage } from './consent-answer.js';
import { DisconnectHook } from './disconnect-hook.js';
import { ReceiveConsent } from './receive-consent.js';

class ConsentQuery {
  static readonly isOpenEnded = true;

  @TextField({ description: 'Authorization code', max: 4000, optional: true })
  code?: string | null;

  @TextField({ description: 'Host of the account that gave consent', max: 200, optional: true })
  referer?: string | null;

  @TextField({ description: 'The state of the connect link', max: 1000, optional: true })
  state?: string | null;

  @TextField({ description: 'Why there is no code', max: 200, optional: true })
  error?: string | null;

  @TextField({ description: '1 = amocrm.ru, 2 = kommo.com', max: 10, optional: true })
  platform?: string | null;

  @TextField({ description: 'Integration id', max: 100, optional: true })
  client_id?: string | null;

  @TextField({ description: '1 when it comes from the installation of a widget', max: 10, optional: true })
  from_widget?: string | null;
}

class DisconnectQuery {
  static readonly isOpenEnded = true;

  @TextField({ description: "amoCRM's number of the account", max: 15, pattern: /^\d+$/ })
  account_id: string;

  @TextField({ description: 'Integration id', max: 100 })
  client_uuid: string;

  @TextField({ description: 'HMAC-SHA256 under the secret of the integration, hex', max: 128 })
  signature: string;
}

class ConsentView {
  @IdField({ description: 'The account, as the hub names it' })
  accountId: string;

  @TextField({ description: 'What happened, in words' })
  text: string;
}

@Area('oauth')
export class OauthController {
  constructor(
    private readonly consents: ReceiveConsent,
    private readonly disconnects: DisconnectHook,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @AnswersWithPage()
  @Show('callback', {
    answers: ConsentView,
    who: 'anyone',
    says: 'Where amoCRM sends people back after consent.',
  })
  async callback(@Asked() call: Call, @Query() query: ConsentQuery): Promise<ConsentView> {
    const { code, referer, state, error } = query;
    if (!state || !(error || (code && referer))) throw this.refuse(call, 'incomplete callback');
    const { correlationId } = call;
    const given = { code: error ? null : (code ?? null), referer: referer ?? null };
    const accountId = await this.consents.accept({ ...given, state, correlationId });
    if (accountId === null) throw this.refuse(call, 'forged or old state, or a foreign referer');
    return { accountId, text: say(message('problems.connected'), call.locale) };
  }

  @Show('disconnect', {
    who: 'anyone',
    says: "amoCRM's hook: the integration was switched off in an account.",
  })
  async disconnect(@Asked() call: Call, @Query() query: DisconnectQuery): Promise<void> {
    const hook = { accountId: query.account_id, clientUuid: query.client_uuid, signature: query.signature };
    if (!(await this.disconnects.accept(hook, call.correlationId))) {
      throw this.refuse(call, 'disconnect hook with a wrong signature');
    }
  }

  private refuse({ correlationId }: Call, reason: string): Problem {
    this.logger.warn({ correlationId, reason }, 'refused');
    return new Problem(400, message('problems.link-not-valid'));
  }
}
