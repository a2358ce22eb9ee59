import { plainJson, type Answer } from '../http/answer.js';
import { ApiProblem } from '../http/problem.js';
import type { CallContext, GlobalRoute } from '../http/route.js';
import type { Shape } from '../http/shape.js';
import { issueAuthCode, issuePair, longLivedFor } from '../oauth-tokens.js';
import { installFor } from '../state/installation.js';
import { checkedBody, controlAccount, controlIntegration, controlUser } from './read-control.js';

const daySeconds = 86_400;

interface Grant {
  subdomain: string;
  userId: number;
  clientId?: string;
  longLivedDays?: number;
}

const shape: Shape<Grant> = {
  subdomain: { type: 'string', required: true },
  userId: { type: 'int', required: true },
  clientId: { type: 'string' },
  longLivedDays: { type: 'float', min: 1 },
};

/**
 * `{subdomain, userId, clientId?, longLivedDays?}`: a code, a pair and a long-lived token granted by any user, admin or
 * not. The long-lived one is null for public integrations, which have none.
 */
function make(ctx: CallContext): Answer {
  const { subdomain, userId, clientId, longLivedDays = 5 * 365 } = checkedBody(ctx, shape);
  const account = controlAccount(ctx, subdomain);
  const user = controlUser(account, userId);
  const integration = controlIntegration(ctx, account, clientId);
  if (longLivedDays > 5 * 366)
    throw new ApiProblem(400, 'longLivedDays must be between a day and five years');
  if (!installFor(account, integration, user))
    throw new ApiProblem(403, 'Only an admin can install the integration');
  const { sandbox } = ctx;
  const pair = issuePair(sandbox, account, integration, user);
  const seconds = longLivedDays * daySeconds;
  const answer = {
    authCode: issueAuthCode(sandbox, account, integration.clientId, user).code,
    accessToken: pair.access.token,
    refreshToken: pair.refresh.token,
    longLivedToken: longLivedFor(sandbox, account, integration, user, seconds),
  };
  return plainJson(answer, 201);
}

export const tokenControl: readonly GlobalRoute[] = [
  { method: 'POST', path: '/__sandbox__/tokens', handle: make },
];
