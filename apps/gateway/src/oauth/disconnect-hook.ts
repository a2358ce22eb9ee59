import { Injectable } from '@nestjs/common';
import { AccountStores, AmoAccess } from '../account/account-access.js';
import { IntegrationOf } from '../account/integration-of.js';
import { Audit } from '../audit/audit.repository.js';
import { isDisconnectSigned } from './sign-state.js';

interface Hook {
  /** amoCRM's number of the account, as it came. */
  accountId: string;
  clientUuid: string;
  signature: string;
}

/** amoCRM tells that the integration was switched off: the tokens are dead, a person has to consent again. */
@Injectable()
export class DisconnectHook {
  constructor(
    private readonly stores: AccountStores,
    private readonly integrations: IntegrationOf,
    private readonly amo: AmoAccess,
    private readonly audit: Audit,
  ) {}

  /** False when the account, the integration or the signature is not right. */
  async accept(hook: Hook, correlationId: string): Promise<boolean> {
    const account = await this.stores.accounts.findByAmoId(Number(hook.accountId));
    const integration = account ? await this.integrations.find(account.id) : null;
    if (!account || integration?.clientId !== hook.clientUuid) return false;
    if (!isDisconnectSigned(hook, integration.clientSecret)) return false;
    const id = await this.audit.begin({
      actorId: account.id,
      actor: 'disconnected in amoCRM',
      action: 'GET /api/v1/oauth/disconnect',
      correlationId,
      request: { accountId: hook.accountId, clientUuid: hook.clientUuid },
    });
    await this.amo.tokens.dead(account.id, 'integration_off');
    await this.audit.finish(id, { outcome: 'done', before: null, after: null });
    return true;
  }
}
