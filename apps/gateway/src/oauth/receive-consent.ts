import { Injectable } from '@nestjs/common';
import { AccountStores } from '../account/account-access.js';
import { viewAccount } from '../account/account-bodies.js';
import { ConnectAccount } from '../account/connect-account.js';
import { Audit } from '../audit/audit.repository.js';
import { GatewayConfig } from '../gateway.config.js';
import { openState, stateKey } from './sign-state.js';

interface Consent {
  code: string;
  referer: string;
  state: string;
  correlationId: string;
}

/** The way back from amoCRM's consent page: check state and referer → connect → audit. */
@Injectable()
export class ReceiveConsent {
  constructor(
    private readonly stores: AccountStores,
    private readonly connecting: ConnectAccount,
    private readonly audit: Audit,
    private readonly config: GatewayConfig,
  ) {}

  /** Connects the account that the state names; null when the state or the referer is not right. */
  async accept(consent: Consent): Promise<string | null> {
    const now = Math.floor(Date.now() / 1000);
    const state = openState(stateKey(this.config.HUB_SECRET_KEYS), consent.state, now);
    const account = state ? await this.stores.accounts.find(state.accountId) : null;
    if (!account || account.state === 'removed' || hostOf(consent.referer) !== account.host) return null;
    const id = await this.audit.begin({
      actorId: account.id,
      actor: 'consent in amoCRM',
      action: 'GET /api/v1/oauth/callback',
      correlationId: consent.correlationId,
      request: { referer: consent.referer },
    });
    await this.connecting.byCode(account, consent.code);
    const after = viewAccount(await this.stores.get(account.id));
    await this.audit.finish(id, { outcome: 'done', before: viewAccount(account), after });
    return account.id;
  }
}

/** amoCRM sends a bare host; a full address is understood too. */
function hostOf(referer: string): string {
  return referer
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '');
}
