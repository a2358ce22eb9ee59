import {
  Module,
  type DynamicModule,
  type INestApplication,
  type InjectionToken,
  type OptionalFactoryDependency,
} from '@nestjs/common';
import type { BusService } from '@hub/contracts';
import { LOGGER, METRICS, Readiness, type Logger } from '@hub/platform';
import { ScheduleModule } from '@nestjs/schedule';
import type { Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { Bus } from './bus.js';
import type { BusConfig } from './bus-config.js';
import { BusMetrics } from './bus-metrics.js';
import { deadLettersController } from './dead-letters.controller.js';
import { DeadLetters } from './dead-letters.js';
import { Listener } from './listener.js';
import { ServiceBus, type Timings } from './service-bus.js';
import { Tick } from './tick.js';
import { Transport } from './transport.js';
import { WorkAlarms } from './work-alarms.js';

export interface BusOptions {
  /** Where NATS is and who we are there; without NATS_URL the bus runs in process. */
  config?: BusConfig;
  timings?: Partial<Timings>;
}

const BUS_OPTIONS = Symbol('bus options');
const BUS_TIMINGS = Symbol('bus timings');
const defaultTimings: Timings = { leaseMs: 30_000, drainMs: 20_000, keepMs: 2 * 24 * 3_600_000 };
type Wiring = [DataSource, Logger, Transport, Listener, Tick, BusMetrics, Timings];

const optional = (token: InjectionToken): OptionalFactoryDependency => ({ token, optional: true });

/** What all services of one process share. */
@Module({
  imports: [ScheduleModule.forRoot()],
  providers: [
    Tick,
    {
      provide: Transport,
      inject: [LOGGER, optional(BUS_OPTIONS)],
      useFactory: (log: Logger, options?: BusOptions) => Transport.create(options?.config, log),
    },
    {
      provide: Listener,
      inject: [DataSource, LOGGER],
      useFactory: ({ options }: DataSource, log: Logger) =>
        new Listener('url' in options ? (options.url ?? '') : '', log),
    },
    {
      provide: BusMetrics,
      inject: [optional(METRICS)],
      useFactory: (registry?: Registry) => new BusMetrics(registry),
    },
    {
      provide: BUS_TIMINGS,
      inject: [optional(BUS_OPTIONS)],
      useFactory: (options?: BusOptions): Timings => ({ ...defaultTimings, ...options?.timings }),
    },
  ],
  exports: [Transport, Listener, Tick, BusMetrics, BUS_TIMINGS],
})
class SharedModule {}

@Module({})
class BusOptionsModule {}

@Module({})
export class BusModule {
  private static readonly services = new Map<string, DynamicModule>();

  /** For the application's root module; left out, the bus runs in process with its default timings. */
  static forRoot(options: BusOptions): DynamicModule {
    return {
      module: BusOptionsModule,
      global: true,
      providers: [{ provide: BUS_OPTIONS, useValue: options }],
      exports: [BUS_OPTIONS],
    };
  }

  /**
   * Gives `Bus` to the modules of one service, and answers `<service>.dead-letters.*`. Needs the global providers
   * `DataSource` and `LOGGER`; joins `METRICS` and `Readiness` where the process has them.
   */
  static forService(service: BusService): DynamicModule {
    const known = BusModule.services.get(service);
    if (known) return known;
    const made: DynamicModule = {
      module: BusModule,
      imports: [SharedModule],
      controllers: [deadLettersController(service)],
      providers: [
        {
          provide: ServiceBus,
          inject: [DataSource, LOGGER, Transport, Listener, Tick, BusMetrics, BUS_TIMINGS],
          useFactory: (...[source, log, transport, listener, tick, metrics, timings]: Wiring) =>
            new ServiceBus(service, {
              source,
              log: log.child({ bus: service }),
              transport,
              listener,
              tick,
              metrics,
              timings,
            }),
        },
        {
          provide: Bus,
          inject: [ServiceBus, optional(Readiness)],
          useFactory: (bus: ServiceBus, readiness?: Readiness): Bus => {
            readiness?.add(`bus of ${service}`, () => bus.probe());
            return bus;
          },
        },
        {
          provide: DeadLetters,
          inject: [DataSource],
          useFactory: (source: DataSource) =>
            new DeadLetters(source, service, new WorkAlarms(source, service)),
        },
      ],
      exports: [Bus],
    };
    BusModule.services.set(service, made);
    return made;
  }
}

/**
 * Connects the `@Reply` controllers of an application to the bus. Call it once, before `app.init()` or `listen()`.
 * With NATS away it returns at once and the controllers answer from the moment NATS is there.
 */
export async function connectBus(app: INestApplication): Promise<void> {
  const transport = app.get(Transport, { strict: false });
  app.connectMicroservice({ strategy: transport.strategy });
  await transport.startReplies(() => app.startAllMicroservices());
}
