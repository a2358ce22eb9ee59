import { CrmConfig } from '@hub/service';

/** What the limits service reads from its environment. */
export class LimitsConfig extends CrmConfig {}
