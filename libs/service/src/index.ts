export { BaseConfig, IsDatabaseAddress } from './base.config.js';
export { AreSecretKeys, CrmConfig } from './crm.config.js';
export { crmModules } from './crm-modules.js';
export { closeOnSignal, startService, type RunningService, type ServiceOptions } from './start-service.js';
