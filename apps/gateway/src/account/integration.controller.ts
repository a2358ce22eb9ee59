import { Body, Inject, Param } from '@nestjs/common';
import { CredentialRepository, noIntegration, type IntegrationChange } from '@hub/accounts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Asked, type Call } from '../route/call.js';
import { Area, Change, Show } from '../route/route.js';
import { AccountPath, ChangeIntegrationBody, IntegrationView } from './account-bodies.js';
import { ChangeIntegration } from './change-integration.js';
import { FindAccount } from './find-account.js';

/** The integration of an account: by its secret and audience the tokens of its widget are judged. */
@Area('accounts')
export class IntegrationController {
  constructor(
    private readonly accounts: FindAccount,
    @Inject(CredentialRepository) private readonly credentials: CredentialRepository,
    private readonly changing: ChangeIntegration,
  ) {}

  @Show(':accountId/integration', {
    answers: IntegrationView,
    who: 'branch-read',
    says: 'Shows the integration of an account; its secret is never shown.',
  })
  async show(@Param() { accountId }: AccountPath): Promise<IntegrationView> {
    await this.accounts.get(accountId);
    return this.view(accountId);
  }

  @Change(':accountId/integration', {
    answers: IntegrationView,
    who: 'branch',
    says: "Gives the hub an integration's id and secret, and the audience of its widget's tokens; the tokens stay, and another secret or redirect address is proven by renewing them.",
  })
  async change(
    @Asked() call: Call,
    @Param() { accountId }: AccountPath,
    @Body() body: ChangeIntegrationBody,
  ): Promise<IntegrationView> {
    await this.accounts.get(accountId);
    call.before = await this.view(accountId);
    const given = changeOf(body);
    if (Object.keys(given).length === 0) throw new Problem(400, message('problems.nothing-to-change'));
    await this.changing.change(accountId, given);
    return this.view(accountId);
  }

  private async view(accountId: string): Promise<IntegrationView> {
    const found = await this.credentials.open(accountId);
    return {
      accountId,
      id: found && found.integrationId !== noIntegration ? found.integrationId : null,
      hasSecret: Boolean(found?.clientSecret),
      redirectUri: found?.redirectUri ?? null,
      widgetAudience: found?.widgetAudience ?? null,
    };
  }
}

function changeOf({ id, secret, redirectUri, widgetAudience }: ChangeIntegrationBody): IntegrationChange {
  return {
    ...(id ? { integrationId: id } : {}),
    ...(secret ? { clientSecret: secret } : {}),
    ...(redirectUri ? { redirectUri } : {}),
    ...(widgetAudience === undefined ? {} : { widgetAudience }),
  };
}
