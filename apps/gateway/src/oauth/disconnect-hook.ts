import { Inject, Injectable } from '@nestjs/common';
import { AccountRepository, isCallable, type Account } from '@hub/accounts';
import { VerdictError } from '@hub/platform';
import { CheckStoredTokens } from '../account/check-stored-tokens.js';
import { IntegrationOf } from '../account/integration-of.js';
import { Audit } from '../audit/audit.repository.js';
import { MinuteCounts } from '../route/minute-counts.js';
import { isDisconnectSigned } from './sign-state.js';

interface Hook {
  /** amoCRM's number of the account, as it came. */
  accountId: string;
  clientUuid: string;
  signature: string;
}

/** Checks of one account in a minute; hooks beyond are left to the next call, which finds dead tokens by itself. */
const mostChecks = 3;

/**
 * amoCRM says that the integration was switched off: a person has to consent again. The signature of such a hook is the
 * same every time, so whoever saw one can send it for ever: the hook is believed when amoCRM refuses the stored tokens.
 */
@Injectable()
export class DisconnectHook {
  private readonly checks = new MinuteCounts();

  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    private readonly integrations: IntegrationOf,
    private readonly tokens: CheckStoredTokens,
    private readonly audit: Audit,
  ) {}

  /** False when the account, the integration or the signature is not right. A hook that proves untrue is `refused`. */
  async accept(hook: Hook, correlationId: string): Promise<boolean> {
    const account = await this.accounts.findByAmoId(Number(hook.accountId));
    if (!account) return false;
    const isSigned = (await this.integrations.list(account.id)).some(
      ({ clientId, clientSecret }) => clientId === hook.clientUuid && isDisconnectSigned(hook, clientSecret),
    );
    if (!isSigned) return false;
    const row = {
      actorId: account.id,
      actor: 'disconnected in amoCRM',
      action: 'GET /api/v1/oauth/disconnect',
      correlationId,
      request: { accountId: hook.accountId, clientUuid: hook.clientUuid },
    };
    await this.audit
      .around(row, () => this.check(account))
      .catch((error: unknown) => {
        if (!(error instanceof HookUntrue)) throw error;
      });
    return true;
  }

  private async check({ id, state }: Account): Promise<void> {
    if (!isCallable(state) || this.checks.add(id) > mostChecks) throw new HookUntrue();
    if (!(await this.tokens.areRefused(id))) throw new HookUntrue();
  }
}

/** The account is not called, was checked often enough, or its tokens work, as far as can be said now. */
class HookUntrue extends VerdictError {
  constructor() {
    super('the stored tokens are not refused', { kind: 'never' });
  }
}
