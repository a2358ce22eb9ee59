import { AccountsModule } from '@hub/accounts';
import { AmocrmModule, callbackPath, type AmocrmOptions } from '@hub/amocrm';
import { BusModule } from '@hub/bus';
import type { DynamicModule } from '@nestjs/common';
import type { CrmConfig } from './crm.config.js';

/** The global modules of every process that calls amoCRM: the bus, the accounts with their secrets, and the client. */
export function crmModules(config: CrmConfig): DynamicModule[] {
  return [
    BusModule.forRoot({ config }),
    AccountsModule.forRoot({ secretKeys: config.HUB_SECRET_KEYS }),
    AmocrmModule.forRoot(amocrmOptions(config)),
  ];
}

/** What the client takes from the environment. */
export function amocrmOptions(config: CrmConfig): AmocrmOptions {
  const { PUBLIC_URL, AMOCRM_INTEGRATION_ID, AMOCRM_INTEGRATION_SECRET } = config;
  return {
    connectTo: config.AMOCRM_CONNECT_TO,
    caFile: config.AMOCRM_CA_FILE,
    budgetScope: config.AMOCRM_BUDGET_SCOPE,
    own: {
      clientId: AMOCRM_INTEGRATION_ID,
      clientSecret: AMOCRM_INTEGRATION_SECRET,
      redirectUri: PUBLIC_URL && `${PUBLIC_URL.replace(/\/$/, '')}${callbackPath}`,
    },
  };
}
