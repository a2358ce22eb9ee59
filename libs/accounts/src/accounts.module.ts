import { Module, type DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AccountRepository } from './account.repository.js';
import { AlarmRepository } from './alarm.repository.js';
import { BranchRepository } from './branch.repository.js';
import { ClientKeyRepository } from './client-key.repository.js';
import { CredentialRepository } from './credential.repository.js';
import { ReferenceGroupRepository } from './reference-group.repository.js';
import { parseSecretKeys } from './seal-secret.js';
import { SecretBox } from './secret-box.js';

/** The repositories of accounts, branches, credentials and alarms, for every module of the process. */
@Module({})
export class AccountsModule {
  /** `secretKeys` is the text of HUB_SECRET_KEYS: `2:base64,1:base64`, the first key seals. */
  static forRoot(options: { secretKeys: string }): DynamicModule {
    const box = new SecretBox(parseSecretKeys(options.secretKeys));
    const repositories = [
      AccountRepository,
      BranchRepository,
      AlarmRepository,
      ReferenceGroupRepository,
    ] as const;
    const sealing = [ClientKeyRepository, CredentialRepository] as const;
    return {
      module: AccountsModule,
      global: true,
      providers: [
        ...repositories.map((Repository) => ({
          provide: Repository,
          useFactory: (source: DataSource) => new Repository(source),
          inject: [DataSource],
        })),
        ...sealing.map((Repository) => ({
          provide: Repository,
          useFactory: (source: DataSource) => new Repository(source, box),
          inject: [DataSource],
        })),
      ],
      exports: [...repositories, ...sealing],
    };
  }
}
