import { accountEntities } from '@hub/accounts';
import { connectBus } from '@hub/bus';
import { loadConfig } from '@hub/platform';
import { crmModules, startService, type RunningService } from '@hub/service';
import { GatewayConfig } from '../../gateway/src/gateway.config.js';
import { gatewayEntities, GatewayModule } from '../../gateway/src/gateway.module.js';
import { prepareGateway } from '../../gateway/src/prepare-gateway.js';
import { limitsEntities, LimitsModule } from '../../limits/src/limits.module.js';
import { ObserverConfig } from '../../observer/src/observer.config.js';
import { observerEntities, ObserverModule } from '../../observer/src/observer.module.js';
import { RouterConfig } from '../../router/src/router.config.js';
import { routerEntities, RouterModule } from '../../router/src/router.module.js';
import { journalEntities, JournalModule } from '@hub/journal';
import { SyncConfig } from '../../sync/src/sync.config.js';
import { syncEntities, SyncModule } from '../../sync/src/sync.module.js';

/** Everything a data source must know to run the whole hub. */
export const hubEntities = [
  ...accountEntities,
  ...journalEntities,
  ...gatewayEntities,
  ...observerEntities,
  ...syncEntities,
  ...routerEntities,
  ...limitsEntities,
];

/** Starts all services in this process, each with the configuration it would have alone; `say` gets its steps. */
export async function startHub(
  environment: NodeJS.ProcessEnv,
  say?: (line: string) => void,
): Promise<RunningService> {
  const config = loadConfig(GatewayConfig, environment);
  return startService({
    name: 'hub',
    config,
    ...(say ? { say } : {}),
    modules: [
      ...crmModules(config),
      JournalModule.forRoot(),
      GatewayModule.of(config),
      ObserverModule.of(loadConfig(ObserverConfig, environment)),
      SyncModule.of(loadConfig(SyncConfig, environment)),
      RouterModule.inLanguage(loadConfig(RouterConfig, environment).HUB_LOCALE),
      LimitsModule,
    ],
    entities: hubEntities,
    prepare: async (app) => {
      prepareGateway(app);
      await connectBus(app);
    },
  });
}
