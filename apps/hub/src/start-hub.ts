import { accountEntities } from '@hub/accounts';
import { connectBus } from '@hub/bus';
import { loadConfig } from '@hub/platform';
import { crmModules, RetentionModule, startService, type RunningService } from '@hub/service';
import { GatewayConfig, keptByGateway } from '../../gateway/src/gateway.config.js';
import { gatewayEntities, GatewayModule } from '../../gateway/src/gateway.module.js';
import { prepareGateway } from '../../gateway/src/prepare-gateway.js';
import { keptByLimits, LimitsConfig } from '../../limits/src/limits.config.js';
import { limitsEntities, LimitsModule } from '../../limits/src/limits.module.js';
import { keptByObserver, ObserverConfig } from '../../observer/src/observer.config.js';
import { observerEntities, ObserverModule } from '../../observer/src/observer.module.js';
import { keptByRouter, RouterConfig } from '../../router/src/router.config.js';
import { routerEntities, RouterModule } from '../../router/src/router.module.js';
import { journalEntities, JournalModule } from '@hub/journal';
import { keptBySync, SyncConfig } from '../../sync/src/sync.config.js';
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
  const observer = loadConfig(ObserverConfig, environment);
  const sync = loadConfig(SyncConfig, environment);
  const router = loadConfig(RouterConfig, environment);
  return startService({
    name: 'hub',
    config,
    ...(say ? { say } : {}),
    modules: [
      ...crmModules(config),
      JournalModule.forRoot(),
      GatewayModule.of(config),
      ObserverModule.of(observer),
      SyncModule.of(sync),
      RouterModule.inLanguage(router.HUB_LOCALE),
      LimitsModule,
      RetentionModule.of('gateway', keptByGateway(config)),
      RetentionModule.of('observer', keptByObserver(observer)),
      RetentionModule.of('sync', keptBySync(sync)),
      RetentionModule.of('router', keptByRouter(router)),
      RetentionModule.of('limits', keptByLimits(loadConfig(LimitsConfig, environment))),
    ],
    entities: hubEntities,
    keepsPlans: true,
    prepare: async (app) => {
      prepareGateway(app);
      await connectBus(app);
    },
  });
}
