import { AreSecretKeys, IsDatabaseAddress } from '@hub/service';
import { IsOptional, IsString } from 'class-validator';

/** What the one-process hub reads before it knows its database. */
export class HubConfig {
  /** PostgreSQL. Empty: the hub brings its own, with its data in DATA_DIR. */
  @IsOptional()
  @IsDatabaseAddress()
  DATABASE_URL?: string;

  /** Keys that seal secrets. Empty: made at the first start and kept in DATA_DIR. */
  @IsOptional()
  @AreSecretKeys()
  HUB_SECRET_KEYS?: string;

  /** Folder of the embedded database, of NATS and of the keys. */
  @IsString()
  DATA_DIR = '.data';
}
