import { noContent, plainJson, type Answer } from '../http/answer.js';
import { ApiProblem } from '../http/problem.js';
import type { CallContext, GlobalRoute } from '../http/route.js';
import { issueAuthCode, issueLongLived, issuePair } from '../oauth-tokens.js';
import type { Account } from '../state/account.js';
import { createAccount, ownerOf, type NewUser } from '../state/create-account.js';
import { defaultFeatures, type Features } from '../state/features.js';
import type { Integration } from '../state/integration.js';
import { defaultSwitches, type Switches } from '../state/switches.js';
import { controlAccount, controlBody } from './read-control.js';

interface SentIntegration {
  clientId?: string;
  clientSecret?: string;
  redirectUri?: string;
  name?: string;
  kind?: Integration['kind'];
  scopes?: string[];
  disconnectUri?: string;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Splits `features` into features and switches by name; an unknown name or a value of another type is 400. */
function readFeatures(sent: unknown): { features: Partial<Features>; switches: Partial<Switches> } {
  const features: Record<string, unknown> = {};
  const switches: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(isObject(sent) ? sent : {})) {
    const [target, standard] =
      name in defaultFeatures ? [features, defaultFeatures] : [switches, defaultSwitches];
    const known = (standard as unknown as Record<string, unknown>)[name];
    if (known === undefined) throw new ApiProblem(400, `Unknown feature or switch: ${name}`);
    if (typeof known !== typeof value) throw new ApiProblem(400, `${name} must be a ${typeof known}`);
    target[name] = value;
  }
  return { features: features, switches: switches };
}

function readUsers(sent: unknown): NewUser[] {
  if (sent === undefined) return [];
  if (!Array.isArray(sent)) throw new ApiProblem(400, 'users must be a list');
  return sent.map((user: unknown) => {
    if (!isObject(user) || typeof user.name !== 'string') throw new ApiProblem(400, 'each user needs a name');
    return { ...user, name: user.name };
  });
}

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

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function add(ctx: CallContext): Answer {
  const body = controlBody(ctx);
  const subdomain = text(body.subdomain)?.toLowerCase();
  if (subdomain === undefined || !/^[a-z0-9][a-z0-9-]*$/.test(subdomain))
    throw new ApiProblem(400, 'subdomain is needed');
  if (ctx.sandbox.accounts.has(subdomain)) throw new ApiProblem(409, `Account ${subdomain} exists`);
  const account = createAccount(ctx.sandbox, {
    subdomain,
    name: text(body.name),
    timezone: text(body.timezone),
    language: text(body.language),
    topLevelDomain: text(body.topLevelDomain),
    users: readUsers(body.users),
    ...readFeatures(body.features),
  });
  const integration = integrationFor(ctx, account, isObject(body.integration) ? body.integration : {});
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
    longLivedToken: issueLongLived(ctx.sandbox, account, integration, owner).token,
    users: usersView(account),
  };
  return plainJson(answer, 201);
}

function list(ctx: CallContext): Answer {
  const rows = [...ctx.sandbox.accounts.values()].map((account) => {
    const { id, subdomain, name, timezone, language } = account;
    return { id, subdomain, name, timezone, language, leads: account.leads.size, users: usersView(account) };
  });
  return plainJson(rows);
}

/** `{name?, timezone?, features?}`: what an account buys or a test switches later. Answers what is not standard. */
function change(ctx: CallContext): Answer {
  const account = controlAccount(ctx, ctx.params.subdomain);
  const body = controlBody(ctx);
  const { features, switches } = readFeatures(body.features);
  account.name = text(body.name) ?? account.name;
  account.timezone = text(body.timezone) ?? account.timezone;
  Object.assign(account.features, features);
  Object.assign(account.switches, switches);
  const { id, subdomain, name, timezone } = account;
  return plainJson({ id, subdomain, name, timezone, features: { ...account.features, ...account.switches } });
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
