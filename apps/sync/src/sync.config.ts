import { CrmConfig } from '@hub/service';

/** What the sync service reads from its environment. */
export class SyncConfig extends CrmConfig {}
