import { accountEntities } from '@hub/accounts';
import { connectBus } from '@hub/bus';
import { loadConfig, runMain } from '@hub/platform';
import { closeOnSignal, crmModules, RetentionModule, startService } from '@hub/service';
import { keptByRouter, RouterConfig } from './router.config.js';
import { routerEntities, RouterModule } from './router.module.js';

await runMain(async () => {
  const config = loadConfig(RouterConfig);
  closeOnSignal(
    await startService({
      name: 'router',
      config,
      modules: [
        ...crmModules(config),
        RouterModule.inLanguage(config.HUB_LOCALE),
        RetentionModule.of('router', keptByRouter(config)),
      ],
      entities: [...accountEntities, ...routerEntities],
      prepare: connectBus,
    }),
  );
});
