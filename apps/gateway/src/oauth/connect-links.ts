import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ConnectLinkView } from '../account/account-bodies.js';
import { IntegrationOf } from '../account/integration-of.js';
import { GatewayConfig } from '../gateway.config.js';
import { ConnectLinkRepository } from './connect-link.repository.js';
import { signState, stateKeys } from './sign-state.js';

const linkLivesMs = 24 * 3_600_000;

/** Links to amoCRM's consent page, with a signed state. Each connects once, within a day. */
@Injectable()
export class ConnectLinks {
  constructor(
    private readonly config: GatewayConfig,
    private readonly integrations: IntegrationOf,
    private readonly links: ConnectLinkRepository,
  ) {}

  async make(accountId: string): Promise<ConnectLinkView> {
    const { clientId } = await this.integrations.get(accountId);
    const expiresAt = new Date(Date.now() + linkLivesMs);
    const nonce = randomUUID();
    await this.links.add({ nonce, accountId, expiresAt });
    const state = signState(stateKeys(this.config.HUB_SECRET_KEYS), {
      accountId,
      expiresAt: Math.floor(expiresAt.getTime() / 1000),
      nonce,
    });
    const link = new URL(this.config.AMOCRM_CONSENT_URL);
    link.search = new URLSearchParams({ client_id: clientId, state, mode: 'popup' }).toString();
    return { link: link.toString(), expiresAt };
  }
}
