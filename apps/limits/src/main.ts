import { accountEntities, AccountsModule } from '@hub/accounts';
import { AmocrmModule } from '@hub/amocrm';
import { BusModule, connectBus } from '@hub/bus';
import { loadConfig } from '@hub/platform';
import { closeOnSignal, startService } from '@hub/service';
import { LimitsConfig } from './limits.config.js';
import { limitsEntities, LimitsModule } from './limits.module.js';

const config = loadConfig(LimitsConfig);
closeOnSignal(
  await startService({
    name: 'limits',
    config,
    modules: [
      BusModule.forRoot({ config }),
      AccountsModule.forRoot({ secretKeys: config.HUB_SECRET_KEYS }),
      AmocrmModule.forRoot({
        connectTo: config.AMOCRM_CONNECT_TO,
        caFile: config.AMOCRM_CA_FILE,
        budgetScope: config.AMOCRM_BUDGET_SCOPE,
      }),
      LimitsModule.inLanguage(config.HUB_LOCALE),
    ],
    entities: [...accountEntities, ...limitsEntities],
    prepare: connectBus,
  }),
);
