import { noContent, plainJson, type Answer } from '../http/answer.js';
import { ApiProblem } from '../http/problem.js';
import type { CallContext, GlobalRoute } from '../http/route.js';
import { issueAuthCode, issuePair, longLivedFor } from '../oauth-tokens.js';
import type { Account } from '../state/account.js';
import { createAccount, ownerOf } from '../state/create-account.js';
import type { Integration } from '../state/integration.js';
import { readAccount, readAccountChange, splitFeatures, type SentIntegration } from './account-body.js';
import { controlAccount, controlBody } from './read-control.js';
import { newUserOf } from './sent-user.js';

/** The integration of a new account: an existing (public) one by its id, or a new private one. */
function integrationFor(ctx: CallContext, account: Account, sent: SentIntegration): Integration {
  const existing = sent.clientId === undefined ? undefined : ctx.sandbox.integrations.get(sent.clientId);
  if (existing) return existing;
  const integration: Integration = {
    clientId: sent.clientId ?? ctx.sandbox.ids.uuid(),
    clientSecret: sent.clientSecret ?? ctx.sandbox.ids.hex(64),
    redirectUri: sent.redirectUri ?? 'https://integration.example/oauth/callback',
    name: sent.name ?? `Integration of ${account.subdomain}`,
    kind: sent.kind ?? 'private',
    scopes: sent.scopes ?? ['crm', 'files', 'files_delete', 'notifications', 'push_notifications'],
    disconnectUri: sent.disconnectUri ?? null,
    secretsUri: sent.secretsUri ?? null,
  };
  ctx.sandbox.integrations.set(integration.clientId, integration);
  return integration;
}

const usersView = (account: Account): unknown[] =>
  [...account.users.values()].map((user) => {
    return {
      id: user.id,
      name: user.name,
      email: user.email,
      isAdmin: user.is_admin,
      groupId: user.group_id,
    };
  });

function add(ctx: CallContext): Answer {
  const { features, integration: sent = {}, users = [], ...wanted } = readAccount(controlBody(ctx));
  const { subdomain } = wanted;
  if (ctx.sandbox.accounts.has(subdomain)) throw new ApiProblem(409, `Account ${subdomain} exists`);
  const account = createAccount(ctx.sandbox, {
    ...wanted,
    users: users.map(newUserOf),
    ...splitFeatures(features),
  });
  const integration = integrationFor(ctx, account, sent);
  const owner = ownerOf(account);
  const { clientId, clientSecret, redirectUri } = integration;
  account.installations.set(clientId, { clientId, enabled: true, installedBy: owner.id });
  const pair = issuePair(ctx.sandbox, account, integration, owner);
  const answer = {
    id: account.id,
    subdomain,
    clientId,
    clientSecret,
    redirectUri,
    authCode: issueAuthCode(ctx.sandbox, account, clientId, owner).code,
    accessToken: pair.access.token,
    refreshToken: pair.refresh.token,
    longLivedToken: longLivedFor(ctx.sandbox, account, integration, owner),
    users: usersView(account),
  };
  return plainJson(answer, 201);
}

function list(ctx: CallContext): Answer {
  const rows = [...ctx.sandbox.accounts.values()].map((account) => {
    const { id, subdomain, name, timezone, language } = account;
    return {
      id,
      subdomain,
      name,
      timezone,
      language,
      leads: account.leads.size,
      catalogs: account.catalogs.size,
      users: usersView(account),
    };
  });
  return plainJson(rows);
}

/**
 * `{name?, timezone?, features?, blocked?}`: what an account buys or a test switches later; `blocked` is the 403 of too
 * many violations, which amoCRM's support lifts.
 */
function change(ctx: CallContext): Answer {
  const account = controlAccount(ctx, ctx.params.subdomain);
  const { rateLimit } = ctx.sandbox;
  const sent = readAccountChange(controlBody(ctx));
  const { features, switches } = splitFeatures(sent.features);
  account.name = sent.name ?? account.name;
  account.timezone = sent.timezone ?? account.timezone;
  Object.assign(account.features, features);
  Object.assign(account.switches, switches);
  if (sent.blocked === true) rateLimit.block(account);
  if (sent.blocked === false) rateLimit.unblock(account);
  const { id, subdomain, name, timezone } = account;
  const all = { ...account.features, ...account.switches };
  return plainJson({ id, subdomain, name, timezone, blocked: rateLimit.isBlocked(account), features: all });
}

function remove(ctx: CallContext): Answer {
  const account = controlAccount(ctx, ctx.params.subdomain);
  ctx.sandbox.accounts.delete(account.subdomain);
  return noContent;
}

export const accountControl: readonly GlobalRoute[] = [
  { method: 'POST', path: '/__sandbox__/accounts', handle: add },
  { method: 'GET', path: '/__sandbox__/accounts', handle: list },
  { method: 'PATCH', path: '/__sandbox__/accounts/*subdomain', handle: change },
  { method: 'DELETE', path: '/__sandbox__/accounts/*subdomain', handle: remove },
];
