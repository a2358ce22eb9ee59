import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ConnectLinkView } from '../account/account-bodies.js';
import { IntegrationOf } from '../account/integration-of.js';
import { GatewayConfig } from '../gateway.config.js';
import { signState, stateKey } from './sign-state.js';

const linkLivesMs = 24 * 3_600_000;

/** Links to amoCRM's consent page, with a signed state. */
@Injectable()
export class ConnectLinks {
  constructor(
    private readonly config: GatewayConfig,
    private readonly integrations: IntegrationOf,
  ) {}

  async make(accountId: string): Promise<ConnectLinkView> {
    const { clientId } = await this.integrations.get(accountId);
    const expiresAt = new Date(Date.now() + linkLivesMs);
    const state = signState(stateKey(this.config.HUB_SECRET_KEYS), {
      accountId,
      expiresAt: Math.floor(expiresAt.getTime() / 1000),
      nonce: randomUUID(),
    });
    const link = new URL(this.config.AMOCRM_CONSENT_URL);
    link.search = new URLSearchParams({ client_id: clientId, state, mode: 'popup' }).toString();
    return { link: link.toString(), expiresAt };
  }
}
