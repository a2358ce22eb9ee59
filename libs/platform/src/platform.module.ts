import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { HealthController } from './health.controller.js';
import { LOGGER, type Logger } from './logger.js';
import { METRICS } from './metrics.js';
import { Readiness } from './readiness.js';

/** What every module of a process may inject: the logger, the metrics registry and the readiness list. */
@Global()
@Module({})
export class PlatformModule {
  static forProcess(logger: Logger, metrics: Registry, readiness: Readiness): DynamicModule {
    const providers = [
      { provide: LOGGER, useValue: logger },
      { provide: METRICS, useValue: metrics },
      { provide: Readiness, useValue: readiness },
    ];
    return { module: PlatformModule, controllers: [HealthController], providers, exports: providers };
  }
}
