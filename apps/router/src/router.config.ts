import { CrmConfig } from '@hub/service';

/** What the router reads from its environment. */
export class RouterConfig extends CrmConfig {}
