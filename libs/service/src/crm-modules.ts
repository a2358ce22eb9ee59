import { AccountsModule } from '@hub/accounts';
import { AmocrmModule } from '@hub/amocrm';
import { BusModule } from '@hub/bus';
import type { DynamicModule } from '@nestjs/common';
import type { CrmConfig } from './crm.config.js';

/** The global modules of every process that calls amoCRM: the bus, the accounts with their secrets, and the client. */
export function crmModules(config: CrmConfig): DynamicModule[] {
  return [
    BusModule.forRoot({ config }),
    AccountsModule.forRoot({ secretKeys: config.HUB_SECRET_KEYS }),
    AmocrmModule.forRoot({
      connectTo: config.AMOCRM_CONNECT_TO,
      caFile: config.AMOCRM_CA_FILE,
      budgetScope: config.AMOCRM_BUDGET_SCOPE,
    }),
  ];
}
