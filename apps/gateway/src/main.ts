import { accountEntities, AccountsModule } from '@hub/accounts';
import { AmocrmModule } from '@hub/amocrm';
import { BusModule, connectBus } from '@hub/bus';
import { loadConfig } from '@hub/platform';
import { closeOnSignal, startService } from '@hub/service';
import { GatewayConfig } from './gateway.config.js';
import { gatewayEntities, GatewayModule } from './gateway.module.js';
import { prepareGateway } from './prepare-gateway.js';

const config = loadConfig(GatewayConfig);
closeOnSignal(
  await startService({
    name: 'gateway',
    config,
    modules: [
      BusModule.forRoot({ config }),
      AccountsModule.forRoot({ secretKeys: config.HUB_SECRET_KEYS }),
      AmocrmModule.forRoot({
        connectTo: config.AMOCRM_CONNECT_TO,
        caFile: config.AMOCRM_CA_FILE,
        budgetScope: config.AMOCRM_BUDGET_SCOPE,
      }),
      GatewayModule.of(config),
    ],
    entities: [...accountEntities, ...gatewayEntities],
    prepare: async (app) => {
      prepareGateway(app);
      await connectBus(app);
    },
  }),
);
