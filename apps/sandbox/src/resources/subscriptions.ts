import { noContent, type Answer } from '../http/answer.js';
import { ApiProblem } from '../http/problem.js';
import { demand, mayDo } from '../http/rights.js';
import type { ApiContext, Route } from '../http/route.js';

/** Nobody can subscribe to a lead here, so that the list of every lead is empty (entities 11.3). */
function list(ctx: ApiContext): Answer {
  const lead = ctx.account.leads.get(Number(ctx.params.id));
  if (lead?.is_deleted !== false) throw new ApiProblem(404, 'Lead not found');
  demand(mayDo(ctx.user, 'view', 'leads', lead));
  return noContent;
}

export const subscriptionRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v4/leads/:id/subscriptions', rights: 'user', handle: list },
];
