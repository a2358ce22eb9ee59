import { accountEntities } from '@hub/accounts';
import { connectBus } from '@hub/bus';
import { journalEntities, JournalModule } from '@hub/journal';
import { loadConfig, runMain } from '@hub/platform';
import { closeOnSignal, crmModules, RetentionModule, startService } from '@hub/service';
import { GatewayConfig, keptByGateway } from './gateway.config.js';
import { gatewayEntities, GatewayModule } from './gateway.module.js';
import { prepareGateway } from './prepare-gateway.js';

await runMain(async () => {
  const config = loadConfig(GatewayConfig);
  closeOnSignal(
    await startService({
      name: 'gateway',
      config,
      modules: [
        ...crmModules(config),
        JournalModule.forRoot(),
        GatewayModule.of(config),
        RetentionModule.of('gateway', keptByGateway(config)),
      ],
      entities: [...accountEntities, ...journalEntities, ...gatewayEntities],
      prepare: async (app) => {
        prepareGateway(app);
        await connectBus(app);
      },
    }),
  );
});
