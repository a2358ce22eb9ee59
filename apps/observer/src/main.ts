import { accountEntities } from '@hub/accounts';
import { connectBus } from '@hub/bus';
import { journalEntities, JournalModule } from '@hub/journal';
import { loadConfig, runMain } from '@hub/platform';
import { closeOnSignal, crmModules, RetentionModule, startService } from '@hub/service';
import { keptByObserver, ObserverConfig } from './observer.config.js';
import { observerEntities, ObserverModule } from './observer.module.js';

await runMain(async () => {
  const config = loadConfig(ObserverConfig);
  closeOnSignal(
    await startService({
      name: 'observer',
      config,
      modules: [
        ...crmModules(config),
        JournalModule.forRoot(),
        ObserverModule.of(config),
        RetentionModule.of('observer', keptByObserver(config)),
      ],
      entities: [...accountEntities, ...journalEntities, ...observerEntities],
      prepare: connectBus,
    }),
  );
});
