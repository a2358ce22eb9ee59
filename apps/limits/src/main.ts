import { accountEntities } from '@hub/accounts';
import { connectBus } from '@hub/bus';
import { loadConfig } from '@hub/platform';
import { closeOnSignal, crmModules, startService } from '@hub/service';
import { LimitsConfig } from './limits.config.js';
import { limitsEntities, LimitsModule } from './limits.module.js';

const config = loadConfig(LimitsConfig);
closeOnSignal(
  await startService({
    name: 'limits',
    config,
    modules: [...crmModules(config), LimitsModule],
    entities: [...accountEntities, ...limitsEntities],
    prepare: connectBus,
  }),
);
