import { Inject, Injectable } from '@nestjs/common';
import { CredentialRepository, noIntegration, type NewCredential, type OpenCredential } from '@hub/accounts';
import { asConfigured, type Integration } from '@hub/amocrm';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { GatewayConfig } from '../gateway.config.js';
import { HubAddress } from './hub-address.js';

/** Which integration connects an account: its own private one, else the hub's public one, as it is configured now. */
@Injectable()
export class IntegrationOf {
  constructor(
    @Inject(CredentialRepository) private readonly credentials: CredentialRepository,
    private readonly config: GatewayConfig,
    private readonly address: HubAddress,
  ) {}

  async find(accountId: string): Promise<Integration | null> {
    const own = this.stored(await this.credentials.open(accountId));
    if (own) return this.now(own);
    const { AMOCRM_INTEGRATION_ID, AMOCRM_INTEGRATION_SECRET } = this.config;
    if (!AMOCRM_INTEGRATION_ID || !AMOCRM_INTEGRATION_SECRET) return null;
    return {
      clientId: AMOCRM_INTEGRATION_ID,
      clientSecret: AMOCRM_INTEGRATION_SECRET,
      redirectUri: this.address.redirectUri,
    };
  }

  /** The same, or throws 409 when the account has none and the hub has no public one. */
  async get(accountId: string): Promise<Integration> {
    const integration = await this.find(accountId);
    if (!integration) throw new Problem(409, message('problems.no-integration'));
    return integration;
  }

  /**
   * As `find`, and behind it the copy that is stored: the integration's card in amoCRM may say what that says. None when there
   * is no integration.
   */
  async list(accountId: string): Promise<Integration[]> {
    const [now, stored] = [await this.find(accountId), this.stored(await this.credentials.open(accountId))];
    return [now, stored].filter((one) => one !== null);
  }

  /** The same, or throws 409 when the account has none and the hub has no public one. */
  async listToTry(accountId: string): Promise<[Integration, ...Integration[]]> {
    const [first, ...others] = await this.list(accountId);
    if (!first) throw new Problem(409, message('problems.no-integration'));
    return [first, ...others];
  }

  /** Whose a long-lived token is taken to be: the integration's that a person has named, with or without its secret. */
  async ofToken(
    accountId: string,
  ): Promise<Pick<NewCredential, 'integrationId' | 'clientSecret' | 'redirectUri'>> {
    const own = await this.credentials.open(accountId);
    if (own && !own.clientSecret && own.integrationId !== noIntegration) {
      const { integrationId, redirectUri } = own;
      return { integrationId, ...(redirectUri === null ? {} : { redirectUri }) };
    }
    // Because a stored secret was proven, and that of the configuration may be older.
    const found = this.stored(own) ?? (await this.find(accountId));
    if (!found) return { integrationId: noIntegration };
    const { clientId: integrationId, clientSecret, redirectUri } = found;
    return { integrationId, clientSecret, redirectUri };
  }

  /** The public integration and the hub's address may have changed since they were stored. */
  now(stored: Integration): Integration {
    const { AMOCRM_INTEGRATION_ID: clientId, AMOCRM_INTEGRATION_SECRET: clientSecret } = this.config;
    return asConfigured(stored, { clientId, clientSecret, redirectUri: this.address.redirectUri });
  }

  private stored(own: OpenCredential | null): Integration | null {
    if (!own?.clientSecret || own.integrationId === noIntegration) return null;
    const { integrationId: clientId, clientSecret, redirectUri } = own;
    return { clientId, clientSecret, redirectUri: redirectUri ?? this.address.redirectUri };
  }
}
