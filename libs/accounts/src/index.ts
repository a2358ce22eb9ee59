import { Account } from './account.entity.js';
import { Alarm } from './alarm.entity.js';
import { Branch } from './branch.entity.js';
import { Credential } from './credential.entity.js';
import { LimitedBranch } from './limited-branch.entity.js';
import { ReferenceGroup } from './reference-group.entity.js';

export { accountStates, isCallable, type AccountEvent, type AccountState } from './account-state.js';
export {
  duplicateControls,
  type AccountMode,
  type AccountRole,
  type DuplicateControl,
} from './account.entity.js';
export { AccountRepository, UnknownAccount, usableChannel, type NewAccount } from './account.repository.js';
export { AccountsModule } from './accounts.module.js';
export { type AlarmKind } from './alarm.entity.js';
export { AlarmRepository, type RaisedAlarm } from './alarm.repository.js';
export { type BranchCalendar, type BranchRegion, type BranchState } from './branch.entity.js';
export { BranchRepository, type NewBranch } from './branch.repository.js';
export { ClientKeyRepository, type ClientHasher } from './client-key.repository.js';
export {
  CredentialRepository,
  noIntegration,
  type IntegrationChange,
  type NewCredential,
  type OpenCredential,
  type RenewedPair,
  type TokenPair,
  type WidgetIntegration,
} from './credential.repository.js';
export { normaliseRegion } from './find-region.js';
export { ReferenceGroupRepository } from './reference-group.repository.js';
export { parseSecretKeys, type SecretKey } from './seal-secret.js';
export { SecretBox } from './secret-box.js';
export { SecretKeyRepository } from './secret-key.repository.js';
export { Account, Alarm, Branch, ReferenceGroup };

/** What a data source must know to use this lib's repositories. */
export const accountEntities = [Account, Alarm, Branch, Credential, LimitedBranch, ReferenceGroup];
export { calendarOf } from './calendar-of.js';
