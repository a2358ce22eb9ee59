import { Body, Param } from '@nestjs/common';
import { CredentialRepository } from '@hub/accounts';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { DataSource } from 'typeorm';
import { Asked, type Call } from '../route/call.js';
import { Area, Change, Show } from '../route/route.js';
import { AccountStores, AmoAccess } from './account-access.js';
import { AccountPath, ChangeIntegrationBody, IntegrationView } from './account-bodies.js';

/** What the credential of an account says that was connected by a long-lived token alone. */
const noIntegration = 'long-lived';

/** The integration of an account: by its secret and audience the tokens of its widget are judged. */
@Area('accounts')
export class IntegrationController {
  private readonly credentials: CredentialRepository;

  constructor(
    private readonly source: DataSource,
    private readonly stores: AccountStores,
    private readonly amo: AmoAccess,
  ) {
    this.credentials = stores.credentials;
  }

  @Show(':accountId/integration', {
    answers: IntegrationView,
    who: 'branch-read',
    says: 'Shows the integration of an account; its secret is never shown.',
  })
  async show(@Param() { accountId }: AccountPath): Promise<IntegrationView> {
    await this.stores.get(accountId);
    return this.view(accountId);
  }

  @Change(':accountId/integration', {
    answers: IntegrationView,
    who: 'branch',
    says: "Gives the hub an integration's id and secret, and the audience of its widget's tokens; tokens of the account stay.",
  })
  async change(
    @Asked() call: Call,
    @Param() { accountId }: AccountPath,
    @Body() { id, secret, redirectUri, widgetAudience }: ChangeIntegrationBody,
  ): Promise<IntegrationView> {
    await this.stores.get(accountId);
    call.before = await this.view(accountId);
    const given = {
      ...(id ? { integrationId: id } : {}),
      ...(secret ? { clientSecret: secret } : {}),
      ...(redirectUri ? { redirectUri } : {}),
      ...(widgetAudience === undefined ? {} : { widgetAudience }),
    };
    if (Object.keys(given).length === 0) throw new Problem(400, message('problems.nothing-to-change'));
    await inTransaction(this.source, async (tx) => {
      const before = await this.credentials.open(accountId, tx);
      const isAnother = given.integrationId !== undefined && given.integrationId !== before?.integrationId;
      // A pair of tokens is renewed by the integration that got it.
      if (isAnother && before?.refreshToken)
        throw new Problem(409, message('problems.integration-in-use', { id: before.integrationId }));
      await this.credentials.changeIntegration(tx, accountId, given);
    });
    this.amo.tokens.forget(accountId);
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
