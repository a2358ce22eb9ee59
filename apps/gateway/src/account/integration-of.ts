import { Inject, Injectable } from '@nestjs/common';
import { CredentialRepository } from '@hub/accounts';
import type { Integration } from '@hub/amocrm';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { GatewayConfig } from '../gateway.config.js';
import { HubAddress } from './hub-address.js';

/** Which integration connects an account: its own private one, else the hub's public one. */
@Injectable()
export class IntegrationOf {
  constructor(
    @Inject(CredentialRepository) private readonly credentials: CredentialRepository,
    private readonly config: GatewayConfig,
    private readonly address: HubAddress,
  ) {}

  async find(accountId: string): Promise<Integration | null> {
    const own = await this.credentials.open(accountId);
    if (own?.clientSecret) {
      const { integrationId, clientSecret, redirectUri } = own;
      return { clientId: integrationId, clientSecret, redirectUri: redirectUri ?? this.address.redirectUri };
    }
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
}
