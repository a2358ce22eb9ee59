import { ApiProblem } from '../http/problem.js';
import type { GlobalRoute } from '../http/route.js';
import { accountControl } from './accounts.js';
import { actionControl } from './actions.js';
import { certificateControl } from './certificate.js';
import { clockControl } from './clock.js';
import { deliveryControl } from './deliveries.js';
import { faultControl } from './faults.js';
import { requestControl } from './requests.js';
import { stateControl } from './state.js';
import { tokenControl } from './tokens.js';
import { triggerControl } from './triggers.js';
import { widgetTokenControl } from './widget-tokens.js';

/** One file per noun. */
const routes: readonly GlobalRoute[] = [
  ...accountControl,
  ...requestControl,
  ...clockControl,
  ...stateControl,
  ...tokenControl,
  ...widgetTokenControl,
  ...certificateControl,
  ...faultControl,
  ...deliveryControl,
  ...triggerControl,
  ...actionControl,
];

const methods = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'] as const;

const refused = (path: string, method: (typeof methods)[number], status: 404 | 405): GlobalRoute => ({
  method,
  path,
  handle: (ctx) => {
    if (status === 405) throw new ApiProblem(405, 'Method Not Allowed');
    throw new ApiProblem(404, `No such control call: ${method} ${ctx.path}`);
  },
});

/** A slip in a path or method says so, instead of looking like a call on an unknown account. */
function refusals(): GlobalRoute[] {
  const known = new Set(routes.map(({ method, path }) => `${method} ${path}`));
  const paths = [...new Set(routes.map(({ path }) => path))];
  const unknown = ['/__sandbox__/*a', '/__sandbox__/*a/*b', '/__sandbox__/*a/*b/*c'];
  return [
    ...paths.flatMap((path) =>
      methods.filter((method) => !known.has(`${method} ${path}`)).map((method) => refused(path, method, 405)),
    ),
    ...unknown.flatMap((path) => methods.map((method) => refused(path, method, 404))),
  ];
}

/** The control API: any Host, no token, no limit. */
export const controlRoutes: readonly GlobalRoute[] = [...routes, ...refusals()];
