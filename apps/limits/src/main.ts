import { accountEntities } from '@hub/accounts';
import { connectBus } from '@hub/bus';
import { journalEntities, JournalModule } from '@hub/journal';
import { loadConfig, runMain } from '@hub/platform';
import { closeOnSignal, crmModules, RetentionModule, startService } from '@hub/service';
import { keptByLimits, LimitsConfig } from './limits.config.js';
import { limitsEntities, LimitsModule } from './limits.module.js';

await runMain(async () => {
  const config = loadConfig(LimitsConfig);
  closeOnSignal(
    await startService({
      name: 'limits',
      config,
      modules: [
        ...crmModules(config),
        JournalModule.forRoot(),
        LimitsModule,
        RetentionModule.of('limits', keptByLimits(config)),
      ],
      entities: [...accountEntities, ...journalEntities, ...limitsEntities],
      keepsPlans: true,
      prepare: connectBus,
    }),
  );
});
