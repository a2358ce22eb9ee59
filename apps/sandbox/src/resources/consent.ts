import { html, type Answer } from '../http/answer.js';
import { ApiProblem } from '../http/problem.js';
import { queryText } from '../http/query.js';
import type { CallContext, GlobalRoute } from '../http/route.js';
import { issueAuthCode } from '../oauth-tokens.js';
import type { Account } from '../state/account.js';
import { installFor } from '../state/installation.js';
import type { Integration } from '../state/integration.js';
import type { User } from '../state/user.js';

/** 1 is amocrm.ru, 2 the global service (config 2.1). */
const platformOf = (account: Account): string => (account.topLevelDomain === 'amocrm.ru' ? '1' : '2');

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

function redirect(integration: Integration, params: Record<string, string | undefined>): Answer {
  const target = new URL(integration.redirectUri);
  for (const [key, value] of Object.entries(params)) {
    if (value !== undefined) target.searchParams.set(key, value);
  }
  return { status: 302, headers: { Location: target.href } };
}

/** A private integration belongs to the one account that has it; the others are for all. */
function accountsFor(ctx: CallContext, integration: Integration): Account[] {
  const all = [...ctx.sandbox.accounts.values()];
  if (integration.kind !== 'private') return all;
  return all.filter((account) => account.installations.has(integration.clientId));
}

function page(ctx: CallContext, integration: Integration): Answer {
  const link = (more: Record<string, string>): string =>
    escape(`?${ctx.search}&${new URLSearchParams(more).toString()}`);
  const rows = accountsFor(ctx, integration).flatMap((account) =>
    [...account.users.values()]
      .filter((user) => user.is_active && !user.is_free)
      .map(
        (user) =>
          `<li><a href="${link({ subdomain: account.subdomain, user_id: String(user.id) })}">` +
          `Разрешить: ${escape(account.name)}, ${escape(user.name)}</a></li>`,
      ),
  );
  return html(
    `<!doctype html><html lang="ru"><meta charset="utf-8"><title>Доступ к аккаунту</title>` +
      `<h1>${escape(integration.name)}</h1><ul>${rows.join('')}</ul>` +
      `<p><a href="${link({ decision: 'deny' })}">Отказать</a></p></html>`,
  );
}

interface Grant {
  account: Account;
  user: User;
}

/**
 * Who says yes. The page names account and user in the query; without them the only possible account's first admin is
 * meant, so that a script can follow the redirect. Undefined when a person has to choose.
 */
function grantOf(ctx: CallContext, integration: Integration): Grant | undefined {
  const accounts = accountsFor(ctx, integration);
  const subdomain = queryText(ctx.query, 'subdomain');
  const userId = queryText(ctx.query, 'user_id');
  const asked = accounts.find((one) => one.subdomain === subdomain);
  const account = subdomain === undefined && accounts.length === 1 ? accounts[0] : asked;
  if (!account) return undefined;
  const users = [...account.users.values()].filter((user) => user.is_active && !user.is_free);
  const user = users.find((one) => (userId === undefined ? one.is_admin : String(one.id) === userId));
  return user && { account, user };
}

/** Of an external integration each authorisation makes a new one, with secrets of its own (config 2.4). */
function grantedFrom({ sandbox }: CallContext, integration: Integration): Integration {
  if (integration.kind !== 'external' || !integration.secretsUri) return integration;
  return {
    ...integration,
    clientId: sandbox.ids.uuid(),
    clientSecret: sandbox.ids.hex(64),
    secretsUri: null,
  };
}

/** Sends a new integration its secrets, which arrive before the user is redirected. */
async function sendSecrets({ sandbox }: CallContext, uri: string, made: Integration, state?: string) {
  const { clientId: client_id, clientSecret: client_secret } = made;
  sandbox.integrations.set(client_id, made);
  await sandbox.webhooks.postJson(uri, { client_id, client_secret, state: state ?? null });
}

async function consent(ctx: CallContext): Promise<Answer> {
  const host = String(ctx.headers.host ?? '').split(':')[0] ?? '';
  if (ctx.sandbox.accounts.has(host.split('.')[0] ?? ''))
    throw new ApiProblem(404, `Cannot GET https://${host}${ctx.path}`);
  const integration = ctx.sandbox.integrations.get(queryText(ctx.query, 'client_id') ?? '');
  if (!integration) return html('<h1>Интеграция не найдена</h1>', 404);
  const state = queryText(ctx.query, 'state');
  if (queryText(ctx.query, 'decision') === 'deny')
    return redirect(integration, { error: 'access_denied', state });

  const wantsPage = String(ctx.headers.accept ?? '').includes('text/html');
  const chosen = queryText(ctx.query, 'subdomain') !== undefined;
  const grant = wantsPage && !chosen ? undefined : grantOf(ctx, integration);
  if (!grant) return page(ctx, integration);
  const { account, user } = grant;
  const granted = grantedFrom(ctx, integration);
  if (!installFor(account, granted, user))
    return html('<h1>Установить интеграцию может только администратор</h1>', 403);
  if (granted !== integration) await sendSecrets(ctx, integration.secretsUri ?? '', granted, state);
  return redirect(granted, {
    code: issueAuthCode(ctx.sandbox, account, granted.clientId, user).code,
    state,
    referer: `${account.subdomain}.${account.topLevelDomain}`,
    platform: platformOf(account),
    client_id: granted.clientId,
  });
}

/** The consent page of config 2.1, on `www.amocrm.ru` and `www.kommo.com`. */
export const consentRoutes: readonly GlobalRoute[] = [{ method: 'GET', path: '/oauth', handle: consent }];
