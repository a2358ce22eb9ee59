import { ApiProblem } from '../http/problem.js';
import type { ApiContext, Route } from '../http/route.js';
import { notEmulated } from '../not-emulated.js';

/** 425 when the account can not have customers, 426 when they are switched off, else 501 (entities 0.4, 4.3). */
function refuse(ctx: ApiContext, words: string): never {
  const mode = ctx.account.features.customersMode;
  if (mode === 'unavailable') throw new ApiProblem(425, 'Customers functionality is not available');
  if (mode === 'disabled') throw new ApiProblem(426, 'Customers functionality is switched off');
  // Stages of customers are those of the periodicity mode (config 2.4).
  if (mode !== 'periodicity' && ctx.path.startsWith('/api/v4/customers/statuses'))
    throw new ApiProblem(422, 'Periodicity mode is switched off');
  throw new ApiProblem(501, `Not emulated: ${words} (${ctx.path})`);
}

const methods = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'] as const;

/** Customers are not emulated; their methods answer as amoCRM does where the feature is off. */
export const customerRoutes: readonly Route[] = notEmulated.flatMap(({ method, path, words }): Route[] => {
  const known = methods.find((one) => one === method);
  if (!known || !/^\/api\/v4\/customers(\/(?!.*(tags|custom_fields))|$)/.test(path)) return [];
  return [{ method: known, path, rights: 'user', handle: (ctx) => refuse(ctx, words) }];
});
