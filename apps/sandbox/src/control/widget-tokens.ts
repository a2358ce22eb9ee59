import { botToken, widgetToken } from '../disposable-tokens.js';
import { plainJson, type Answer } from '../http/answer.js';
import { ApiProblem } from '../http/problem.js';
import type { CallContext, GlobalRoute } from '../http/route.js';
import { controlAccount, controlBody, controlIntegration, controlUser } from './read-control.js';

/** `{subdomain, userId, clientId?}`: the X-Auth-Token that `$authorizedAjax` would send for this user. */
function makeWidgetToken(ctx: CallContext): Answer {
  const { subdomain, userId, clientId } = controlBody(ctx);
  const account = controlAccount(ctx, subdomain);
  const user = controlUser(account, userId);
  const integration = controlIntegration(ctx, account, clientId);
  return plainJson({ token: widgetToken(ctx.sandbox, account, integration, user) }, 201);
}

/** `{subdomain, entityType, entityId, botType?, url?, clientId?}`: the token inside a bot's `widget_request`. */
function makeBotToken(ctx: CallContext): Answer {
  const { subdomain, clientId, entityType, entityId, botType, url } = controlBody(ctx);
  const account = controlAccount(ctx, subdomain);
  const integration = controlIntegration(ctx, account, clientId);
  if (entityType !== 'lead' && entityType !== 'contact' && entityType !== 'customer')
    throw new ApiProblem(400, 'entityType must be lead, contact or customer');
  if (typeof entityId !== 'number') throw new ApiProblem(400, 'entityId is needed');
  if (url !== undefined && !(typeof url === 'string' && URL.canParse(url)))
    throw new ApiProblem(400, 'url must be an address');
  const token = botToken(ctx.sandbox, account, integration, {
    entityType,
    entityId,
    botType: botType === 'marketingbot' ? 'marketingbot' : 'salesbot',
    url,
  });
  return plainJson({ token }, 201);
}

export const widgetTokenControl: readonly GlobalRoute[] = [
  { method: 'POST', path: '/__sandbox__/widget-tokens', handle: makeWidgetToken },
  { method: 'POST', path: '/__sandbox__/bot-tokens', handle: makeBotToken },
];
