import { Global, Module, type INestApplication, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Bus, BusModule, connectBus, type BusOptions, type ConsumerSpec, type ScheduleSpec } from '@hub/bus';
import type { BusService } from '@hub/contracts';
import { openDatabase } from '@hub/database';
import { createLogger, LOGGER, METRICS, nestLogger, type Logger } from '@hub/platform';
import { Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { Tick } from '../src/tick.js';

export interface TestService {
  app: INestApplication;
  bus: Bus;
  source: DataSource;
  stop(): Promise<void>;
}

/** One service in this process, as an app composes it. Consumers are declared before it starts. */
export async function startService(options: {
  service: BusService;
  databaseUrl: string;
  bus?: BusOptions;
  consumers?: ConsumerSpec<never>[];
  schedules?: ScheduleSpec[];
  /** Its clock stands still: schedules are looked at when the test asks. */
  isTickless?: boolean;
  controllers?: Type[];
  metrics?: Registry;
  /** Silent when missing. */
  log?: Logger;
  /** Services that share the process, and so the in-process bus. */
  beside?: { service: BusService; consumers?: ConsumerSpec<never>[]; controllers?: Type[] }[];
}): Promise<TestService & { buses: Map<string, Bus> }> {
  const source = await openDatabase({
    url: options.databaseUrl,
    name: options.service,
    entities: [],
    poolSize: 12,
  });
  const services = [options, ...(options.beside ?? [])];

  @Global()
  @Module({
    providers: [
      { provide: DataSource, useValue: source },
      { provide: LOGGER, useValue: options.log ?? createLogger('test', 'silent') },
      { provide: METRICS, useValue: options.metrics ?? new Registry() },
    ],
    exports: [DataSource, LOGGER, METRICS],
  })
  class BasicsModule {}

  const modules = services.map(({ service, consumers }, index) => {
    class ServiceModule {}
    Module({
      imports: [BusModule.forService(service)],
      controllers: services[index]?.controllers ?? [],
      providers: [
        {
          provide: `bus of ${service}`,
          inject: [Bus],
          useFactory: (bus: Bus) => {
            for (const consumer of consumers ?? []) bus.consume(consumer);
            if (service === options.service) for (const one of options.schedules ?? []) bus.schedule(one);
            return bus;
          },
        },
      ],
    })(ServiceModule);
    return ServiceModule;
  });

  const building = Test.createTestingModule({
    imports: [BusModule.forRoot(options.bus ?? {}), BasicsModule, ...modules],
  });
  if (options.isTickless) building.overrideProvider(Tick).useValue({ on: () => undefined });
  const compiled = await building.compile();
  const app = compiled.createNestApplication();
  app.useLogger(options.log ? nestLogger(options.log) : false);
  await connectBus(app);
  await app.init();
  const buses = new Map(
    services.map(({ service }) => [service, app.get<Bus>(`bus of ${service}`, { strict: false })]),
  );
  return {
    app,
    source,
    buses,
    bus: buses.get(options.service)!,
    async stop() {
      await app.close();
      await source.destroy();
    },
  };
}
