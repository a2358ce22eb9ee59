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

/** The control API: any Host, no token, no limit. One file per noun. */
export const controlRoutes: readonly GlobalRoute[] = [
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
