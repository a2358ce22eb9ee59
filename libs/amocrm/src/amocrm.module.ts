import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { AccountRepository, AlarmRepository, CredentialRepository } from '@hub/accounts';
import { LOGGER, METRICS, type Logger } from '@hub/platform';
import type { Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { AccessTokens } from './access-tokens.js';
import { AmoClients } from './amo-clients.js';
import { createAmocrm, type Amocrm, type AmocrmOptions } from './create-amocrm.js';
import type { RateBudget } from './rate-budget.js';
import { TokenRequests } from './request-tokens.js';

/** Injection token of the assembled client, for its budget. */
const AMOCRM = Symbol('amocrm');

/** The amoCRM client for every module of the process. Needs `AccountsModule`, `DataSource`, logger and metrics. */
@Module({})
export class AmocrmModule implements OnApplicationShutdown {
  constructor(@Inject(AMOCRM) private readonly amocrm: Amocrm) {}

  /** `budget`: another way to share the rate than PostgreSQL's, for measurements. */
  static forRoot(options: AmocrmOptions, budget?: RateBudget): DynamicModule {
    const part = <T>(provide: new (...rest: never[]) => T, pick: (amocrm: Amocrm) => T) => ({
      provide,
      useFactory: pick,
      inject: [AMOCRM],
    });
    return {
      module: AmocrmModule,
      global: true,
      providers: [
        {
          provide: AMOCRM,
          useFactory: (...[source, accounts, credentials, alarms, log, metrics]: Injected) =>
            createAmocrm(
              { source, accounts, credentials, alarms, log, metrics, ...(budget ? { budget } : {}) },
              options,
            ),
          inject: [DataSource, AccountRepository, CredentialRepository, AlarmRepository, LOGGER, METRICS],
        },
        part(AmoClients, ({ clients }) => clients),
        part(AccessTokens, ({ tokens }) => tokens),
        part(TokenRequests, ({ requests }) => requests),
      ],
      exports: [AMOCRM, AmoClients, AccessTokens, TokenRequests],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.amocrm.close();
  }
}

type Injected = [DataSource, AccountRepository, CredentialRepository, AlarmRepository, Logger, Registry];
