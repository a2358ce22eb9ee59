import { accountEntities, AccountsModule } from '@hub/accounts';
import { AmocrmModule } from '@hub/amocrm';
import { BusModule, connectBus } from '@hub/bus';
import { loadConfig } from '@hub/platform';
import { closeOnSignal, startService } from '@hub/service';
import { SyncConfig } from './sync.config.js';
import { syncEntities, SyncModule } from './sync.module.js';

const config = loadConfig(SyncConfig);
closeOnSignal(
  await startService({
    name: 'sync',
    config,
    modules: [
      BusModule.forRoot({ config }),
      AccountsModule.forRoot({ secretKeys: config.HUB_SECRET_KEYS }),
      AmocrmModule.forRoot({
        connectTo: config.AMOCRM_CONNECT_TO,
        caFile: config.AMOCRM_CA_FILE,
        budgetScope: config.AMOCRM_BUDGET_SCOPE,
      }),
      SyncModule,
    ],
    entities: [...accountEntities, ...syncEntities],
    prepare: connectBus,
  }),
);
