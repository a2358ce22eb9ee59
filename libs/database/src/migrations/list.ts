import type { MigrationInterface } from 'typeorm';
import { CreateSchemas1700000000000 } from './1700000000000-create-schemas.js';
import { CreateAccounts1700000200000 } from './1700000200000-create-accounts.js';

/** Every migration, oldest first; TypeORM orders them by the number in the class name. */
export const migrations: readonly (new () => MigrationInterface)[] = [
  CreateSchemas1700000000000,
  CreateAccounts1700000200000,
];
