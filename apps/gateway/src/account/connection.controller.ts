import { Body, Param } from '@nestjs/common';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Asked, type Call } from '../route/call.js';
import { Act, Area } from '../route/route.js';
import {
  AccountPath,
  AccountView,
  ConnectBody,
  ConnectedView,
  ConnectLinkView,
  ReasonBody,
  viewAccount,
} from './account-bodies.js';
import { AccountStates } from './account-states.js';
import { FindAccount } from './find-account.js';
import { ConnectAccount } from './connect-account.js';
import { ConnectLinks } from '../oauth/connect-links.js';
import { OffBoardAccount } from './off-board-account.js';

@Area('accounts')
export class ConnectionController {
  constructor(
    private readonly accounts: FindAccount,
    private readonly connecting: ConnectAccount,
    private readonly states: AccountStates,
    private readonly offBoarding: OffBoardAccount,
    private readonly links: ConnectLinks,
  ) {}

  @Act(':accountId/connect', {
    answers: ConnectedView,
    who: 'branch',
    says: 'Connects the account by a long-lived token or an authorization code, and subscribes its webhooks.',
  })
  async connect(
    @Asked() call: Call,
    @Param() { accountId }: AccountPath,
    @Body() { longLivedToken, code }: ConnectBody,
  ): Promise<ConnectedView> {
    const account = await this.accounts.get(accountId);
    call.before = viewAccount(account);
    if (Boolean(longLivedToken) === Boolean(code)) throw notOneGrant();
    const webhooks = longLivedToken
      ? await this.connecting.byToken(account, longLivedToken)
      : await this.connecting.byCode(account, code ?? '');
    return Object.assign(viewAccount(await this.accounts.get(accountId)), { webhooks });
  }

  @Act(':accountId/connect-link', {
    answers: ConnectLinkView,
    who: 'branch',
    says: 'Makes a link under which an administrator of the account gives consent.',
  })
  async link(@Param() { accountId }: AccountPath): Promise<ConnectLinkView> {
    return this.links.make((await this.accounts.get(accountId)).id);
  }

  @Act(':accountId/suspend', { answers: AccountView, who: 'hq', says: 'Stops all calls to the account.' })
  suspend(@Asked() call: Call, @Param() { accountId }: AccountPath, @Body() { reason }: ReasonBody) {
    return this.states.change(call, accountId, { kind: 'suspended', reason });
  }

  @Act(':accountId/resume', { answers: AccountView, who: 'hq', says: 'Ends a suspension.' })
  resume(@Asked() call: Call, @Param() { accountId }: AccountPath): Promise<AccountView> {
    return this.states.change(call, accountId, { kind: 'resumed' });
  }

  @Act(':accountId/unblock', {
    answers: AccountView,
    who: 'hq',
    says: 'Lets calls go on after amoCRM lifted its block, and makes one to see.',
  })
  unblock(@Asked() call: Call, @Param() { accountId }: AccountPath): Promise<AccountView> {
    return this.states.unblock(call, accountId);
  }

  @Act(':accountId/off-board', {
    who: 'hq',
    says: 'Ends the connection: webhooks, tokens and personal data go, the audit stays.',
  })
  async offBoard(
    @Asked() call: Call,
    @Param() { accountId }: AccountPath,
    @Body() { reason }: ReasonBody,
  ): Promise<void> {
    const account = await this.accounts.get(accountId);
    call.before = viewAccount(account);
    await this.offBoarding.run(call, account, reason);
  }
}

/** 400: a token and a code, or neither. */
function notOneGrant(): Problem {
  const detail = message('fields.token-or-code');
  return new Problem(400, message('problems.wrong-fields'), [{ path: 'longLivedToken', detail }]);
}
