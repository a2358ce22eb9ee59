import type { MigrationInterface } from 'typeorm';
import { CreateAccounts1764000820001 } from './1764000820001-create-accounts.js';
import { CreateGateway1764000820002 } from './1764000820002-create-gateway.js';
import { CreateJournal1764000820003 } from './1764000820003-create-journal.js';
import { CreateLimits1764000820004 } from './1764000820004-create-limits.js';
import { CreateObserver1764000820005 } from './1764000820005-create-observer.js';
import { CreateRouter1764000820006 } from './1764000820006-create-router.js';
import { CreateSync1764000820007 } from './1764000820007-create-sync.js';
import { KeepDryPlans1764000856000 } from './1764000856000-keep-dry-plans.js';
import { KeepOwnWrites1764000857000 } from './1764000857000-keep-own-writes.js';
import { KeepClients1764000858000 } from './1764000858000-keep-clients.js';
import { KeepRefusals1764000860000 } from './1764000860000-keep-refusals.js';
import { RecordAtOnce1764000864000 } from './1764000864000-record-at-once.js';
import { NameByGlossary1764000859000 } from './1764000859000-name-by-glossary.js';

/** Each makes one schema, and needs no other. */
export const firstMigrations: readonly (new () => MigrationInterface)[] = [
  CreateAccounts1764000820001,
  CreateGateway1764000820002,
  CreateJournal1764000820003,
  CreateLimits1764000820004,
  CreateObserver1764000820005,
  CreateRouter1764000820006,
  CreateSync1764000820007,
];

/** Every migration, oldest first; TypeORM orders them by the number in the class name. */
export const migrations: readonly (new () => MigrationInterface)[] = [
  ...firstMigrations,
  KeepDryPlans1764000856000,
  KeepOwnWrites1764000857000,
  KeepClients1764000858000,
  NameByGlossary1764000859000,
  KeepRefusals1764000860000,
  RecordAtOnce1764000864000,
];
