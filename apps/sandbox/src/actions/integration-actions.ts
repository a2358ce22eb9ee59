import { createHmac } from 'node:crypto';
import type { WriteScope } from '../changes/write-scope.js';
import type { ItemValidation } from '../http/validation.js';
import { issueAuthCode } from '../oauth-tokens.js';
import { disableInstallation, installFor } from '../state/installation.js';
import type { Integration } from '../state/integration.js';
import { action, need, refuse, type Action } from './action.js';

interface Which {
  clientId?: string;
}

function integrationOf(
  { account, sandbox }: WriteScope,
  { clientId }: Which,
  errors: ItemValidation,
): Integration {
  const wanted = clientId ?? [...account.installations.keys()][0] ?? '';
  return need(errors, 'clientId', sandbox.integrations.get(wanted));
}

/** The disconnect hook of config 2.4: a GET with the HMAC-SHA256 of `{client_uuid}|{account_id}`. */
function disconnectUrl(uri: string, { clientId, clientSecret }: Integration, accountId: number): string {
  const url = new URL(uri);
  const signature = createHmac('sha256', clientSecret).update(`${clientId}|${accountId}`).digest('hex');
  url.searchParams.set('account_id', String(accountId));
  url.searchParams.set('client_uuid', clientId);
  url.searchParams.set('signature', signature);
  return url.href;
}

const disable = action<Which>({ clientId: { type: 'string' } }, async (scope, body, errors) => {
  const integration = integrationOf(scope, body, errors);
  if (!disableInstallation(scope.account, integration.clientId)) refuse('The integration is not installed');
  if (integration.disconnectUri === null) return { hookUrl: null, hookStatus: null };
  const hookUrl = disconnectUrl(integration.disconnectUri, integration, scope.account.id);
  return { hookUrl, hookStatus: await scope.sandbox.webhooks.get(hookUrl) };
});

interface Grant extends Which {
  state?: string;
  send?: boolean;
}

const grant = action<Grant>(
  { clientId: { type: 'string' }, state: { type: 'string' }, send: { type: 'bool' } },
  async (scope, body, errors) => {
    const { account, sandbox, user } = scope;
    const integration = integrationOf(scope, body, errors);
    if (!installFor(account, integration, user)) refuse('Only an admin can install the integration');
    const url = new URL(integration.redirectUri);
    url.searchParams.set('code', issueAuthCode(sandbox, account, integration.clientId, user).code);
    url.searchParams.set('referer', `${account.subdomain}.${account.topLevelDomain}`);
    if (body.state !== undefined) url.searchParams.set('state', body.state);
    url.searchParams.set('platform', account.topLevelDomain === 'amocrm.ru' ? '1' : '2');
    url.searchParams.set('client_id', integration.clientId);
    if (!body.send) return { url: url.href };
    if (body.state === undefined) url.searchParams.set('from_widget', '1');
    return { url: url.href, status: await sandbox.webhooks.get(url.href) };
  },
);

/** Installing and switching off an integration. `send` calls the redirect URI itself; its absence gives the URL back. */
export const integrationActions: Record<string, Action> = {
  'integration.grant': grant,
  'integration.disable': disable,
};
