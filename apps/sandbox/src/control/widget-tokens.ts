import { botToken, widgetToken } from '../disposable-tokens.js';
import { plainJson, type Answer } from '../http/answer.js';
import { ApiProblem } from '../http/problem.js';
import type { CallContext, GlobalRoute } from '../http/route.js';
import type { Shape } from '../http/shape.js';
import { checkedBody, controlAccount, controlIntegration, controlUser } from './read-control.js';

interface WidgetGrant {
  subdomain: string;
  userId: number;
  clientId?: string;
}

const widgetShape: Shape<WidgetGrant> = {
  subdomain: { type: 'string', required: true },
  userId: { type: 'int', required: true },
  clientId: { type: 'string' },
};

interface BotGrant {
  subdomain: string;
  entityType: 'lead' | 'contact' | 'customer';
  entityId: number;
  botType?: 'salesbot' | 'marketingbot';
  url?: string;
  clientId?: string;
}

const botShape: Shape<BotGrant> = {
  subdomain: { type: 'string', required: true },
  entityType: { type: 'string', required: true, choices: ['lead', 'contact', 'customer'] },
  entityId: { type: 'int', required: true },
  botType: { type: 'string', choices: ['salesbot', 'marketingbot'] },
  url: { type: 'string' },
  clientId: { type: 'string' },
};

/** `{subdomain, userId, clientId?}`: the X-Auth-Token that `$authorizedAjax` would send for this user. */
function makeWidgetToken(ctx: CallContext): Answer {
  const { subdomain, userId, clientId } = checkedBody(ctx, widgetShape);
  const account = controlAccount(ctx, subdomain);
  const user = controlUser(account, userId);
  const integration = controlIntegration(ctx, account, clientId);
  return plainJson({ token: widgetToken(ctx.sandbox, account, integration, user) }, 201);
}

/** `{subdomain, entityType, entityId, botType?, url?, clientId?}`: the token inside a bot's `widget_request`. */
function makeBotToken(ctx: CallContext): Answer {
  const { subdomain, clientId, entityType, entityId, botType, url } = checkedBody(ctx, botShape);
  const account = controlAccount(ctx, subdomain);
  const integration = controlIntegration(ctx, account, clientId);
  if (url !== undefined && !URL.canParse(url)) throw new ApiProblem(400, 'url must be an address');
  const token = botToken(ctx.sandbox, account, integration, {
    entityType,
    entityId,
    botType: botType ?? 'salesbot',
    url,
  });
  return plainJson({ token }, 201);
}

export const widgetTokenControl: readonly GlobalRoute[] = [
  { method: 'POST', path: '/__sandbox__/widget-tokens', handle: makeWidgetToken },
  { method: 'POST', path: '/__sandbox__/bot-tokens', handle: makeBotToken },
];
