import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { HealthController } from './health.controller.js';
import { INSIGHT_KEY } from './insight.js';
import { LOGGER, type Logger } from './logger.js';
import { METRICS } from './metrics.js';
import { Readiness } from './readiness.js';

/** What every module of a process may inject: the logger, the metrics registry and the readiness list. */
@Global()
@Module({})
export class PlatformModule {
  /** `insightKey` opens metrics and health details on the process's HTTP side; they are closed without one. */
  static forProcess(
    logger: Logger,
    metrics: Registry,
    readiness: Readiness,
    insightKey?: string,
  ): DynamicModule {
    const providers = [
      { provide: LOGGER, useValue: logger },
      { provide: METRICS, useValue: metrics },
      { provide: Readiness, useValue: readiness },
      { provide: INSIGHT_KEY, useValue: insightKey },
    ];
    return { module: PlatformModule, controllers: [HealthController], providers, exports: providers };
  }
}
