import { Injectable } from '@nestjs/common';
import { isCallable, type Account } from '@hub/accounts';
import { isAmoHost } from '@hub/amocrm';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { viewAccount, type AccountView } from '../account/account-bodies.js';
import { ConnectAccount } from '../account/connect-account.js';
import { FindAccount } from '../account/find-account.js';
import { Audit } from '../audit/audit.repository.js';
import { GatewayConfig } from '../gateway.config.js';
import { ConnectLinkRepository } from './connect-link.repository.js';
import { openState, stateKeys } from './sign-state.js';

interface Consent {
  /** Null when the consent was refused in amoCRM. */
  code: string | null;
  referer: string | null;
  state: string;
  correlationId: string;
}

/** The way back from amoCRM's consent page: check state and referer → spend the link → connect → audit. */
@Injectable()
export class ReceiveConsent {
  constructor(
    private readonly accounts: FindAccount,
    private readonly connecting: ConnectAccount,
    private readonly audit: Audit,
    private readonly links: ConnectLinkRepository,
    private readonly config: GatewayConfig,
  ) {}

  /**
   * Connects the account that the state names; null when the state or the referer is not right. Throws 400 when the link
   * has connected already or the person refused, and what connecting throws; the link may be used again then.
   */
  async accept(consent: Consent): Promise<string | null> {
    const now = Math.floor(Date.now() / 1000);
    const state = openState(stateKeys(this.config.HUB_SECRET_KEYS), consent.state, now);
    const account = state ? await this.accounts.find(state.accountId) : null;
    if (!state || !account) return null;
    const host = hostOf(consent.referer ?? '');
    if (consent.code !== null && !mayBeHost(host, account)) return null;
    const row = {
      actorId: account.id,
      actor: 'consent in amoCRM',
      action: 'GET /api/v1/oauth/callback',
      correlationId: consent.correlationId,
      request: { referer: consent.referer },
      before: () => viewAccount(account),
    };
    await this.audit.around(row, () => this.connect(account, state.nonce, consent.code, host));
    return account.id;
  }

  private async connect(
    account: Account,
    nonce: string,
    code: string | null,
    host: string,
  ): Promise<AccountView> {
    if (code === null) throw new Problem(400, message('problems.consent-refused'));
    if (!(await this.links.spend(nonce, new Date()))) throw await this.whySpent(account, nonce);
    await this.connecting.byCode(account, code, host).catch(async (error: unknown) => {
      await this.links.release(nonce);
      throw error;
    });
    return viewAccount(await this.accounts.get(account.id));
  }

  private async whySpent({ id }: Account, nonce: string): Promise<Problem> {
    const isWorking = isCallable((await this.accounts.get(id)).state);
    if (isWorking && (await this.links.isSpent(nonce))) return new AlreadyConnected();
    return new Problem(400, message('edge.link-spent'));
  }
}

/** 400: the link has connected the account, which is connected still. Reloading the page asks for the same again. */
export class AlreadyConnected extends Problem {
  constructor() {
    super(400, message('edge.link-connected'));
  }
}

/** The account's host, or another of amoCRM's where its number can prove that it was renamed. */
function mayBeHost(host: string, account: Account): boolean {
  return host === account.host || (account.amoId !== null && isAmoHost(host));
}

/** amoCRM sends a bare host; a full address is understood too. */
function hostOf(referer: string): string {
  return referer
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '');
}
