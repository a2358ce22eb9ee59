import type { RoutingRulesView } from '@hub/contracts';
import { Problem } from '@hub/platform';
import type { Call } from '../route/call.js';

/** The routing rules in force, or null while there are none. Throws 503 while the router is away. */
export async function findRules(call: Call): Promise<RoutingRulesView | null> {
  try {
    return await call.ask('router.rules.show', {});
  } catch (error) {
    if (error instanceof Problem && error.body.status === 404) return null;
    throw error;
  }
}
