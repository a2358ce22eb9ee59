export { BaseConfig, IsDatabaseAddress } from './base.config.js';
export { AreSecretKeys, CrmConfig } from './crm.config.js';
export { IsDaysKept } from './is-days.js';
export { amocrmOptions, crmModules } from './crm-modules.js';
export { closeOnSignal, startService, type RunningService, type ServiceOptions } from './start-service.js';
export { RetentionModule, purgeSql, type Kept } from './retention.js';
