import { accountEntities } from '@hub/accounts';
import { connectBus } from '@hub/bus';
import { loadConfig, runMain } from '@hub/platform';
import { closeOnSignal, crmModules, RetentionModule, startService } from '@hub/service';
import { keptBySync, SyncConfig } from './sync.config.js';
import { syncEntities, SyncModule } from './sync.module.js';

await runMain(async () => {
  const config = loadConfig(SyncConfig);
  closeOnSignal(
    await startService({
      name: 'sync',
      config,
      modules: [...crmModules(config), SyncModule.of(config), RetentionModule.of('sync', keptBySync(config))],
      entities: [...accountEntities, ...syncEntities],
      prepare: connectBus,
    }),
  );
});
