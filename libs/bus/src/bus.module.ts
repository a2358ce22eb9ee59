import {
  Module,
  type DynamicModule,
  type INestApplication,
  type InjectionToken,
  type OptionalFactoryDependency,
} from '@nestjs/common';
import { LOGGER, type Logger } from '@hub/platform';
import { DataSource } from 'typeorm';
import { Bus } from './bus.js';
import type { BusConfig } from './bus-config.js';
import { ServiceBus, type Timings } from './service-bus.js';
import { Transport } from './transport.js';

export interface BusOptions {
  /** Where NATS is and who we are there; without NATS_URL the bus runs in process. */
  config?: BusConfig;
  timings?: Partial<Timings>;
}

const BUS_OPTIONS = Symbol('bus options');
const optional = (token: InjectionToken): OptionalFactoryDependency => ({ token, optional: true });

/** What all services of one process share: the way messages and requests travel. */
@Module({
  providers: [
    {
      provide: Transport,
      inject: [LOGGER, optional(BUS_OPTIONS)],
      useFactory: (log: Logger, options?: BusOptions) => Transport.create(options?.config, log),
    },
  ],
  exports: [Transport],
})
class TransportModule {}

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

  /** Gives `Bus` to the modules of one service. Needs the global providers `DataSource` and `LOGGER`. */
  static forService(service: string): DynamicModule {
    const known = BusModule.services.get(service);
    if (known) return known;
    const made: DynamicModule = {
      module: BusModule,
      imports: [TransportModule],
      providers: [
        {
          provide: Bus,
          inject: [DataSource, LOGGER, Transport, optional(BUS_OPTIONS)],
          useFactory: (source: DataSource, log: Logger, transport: Transport, options?: BusOptions) =>
            new ServiceBus(service, source, log.child({ bus: service }), transport, {
              leaseMs: 30_000,
              drainMs: 20_000,
              ...options?.timings,
            }),
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
