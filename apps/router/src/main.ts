import { accountEntities, AccountsModule } from '@hub/accounts';
import { AmocrmModule } from '@hub/amocrm';
import { BusModule, connectBus } from '@hub/bus';
import { loadConfig } from '@hub/platform';
import { closeOnSignal, startService } from '@hub/service';
import { RouterConfig } from './router.config.js';
import { routerEntities, RouterModule } from './router.module.js';

const config = loadConfig(RouterConfig);
closeOnSignal(
  await startService({
    name: 'router',
    config,
    modules: [
      BusModule.forRoot({ config }),
      AccountsModule.forRoot({ secretKeys: config.HUB_SECRET_KEYS }),
      AmocrmModule.forRoot({
        connectTo: config.AMOCRM_CONNECT_TO,
        caFile: config.AMOCRM_CA_FILE,
        budgetScope: config.AMOCRM_BUDGET_SCOPE,
      }),
      RouterModule.inLanguage(config.HUB_LOCALE),
    ],
    entities: [...accountEntities, ...routerEntities],
    prepare: connectBus,
  }),
);
