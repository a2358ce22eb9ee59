import { Bus, BusModule } from '@hub/bus';
import type { DynamicModule, Type } from '@nestjs/common';
import type { GatewayConfig } from '../../gateway/src/gateway.config.js';
import { startGateway, type TestGateway } from '../../gateway/test/start-gateway.js';
import { ObserverConfig } from '../../observer/src/observer.config.js';
import { observerEntities, ObserverModule } from '../../observer/src/observer.module.js';

/** Gateway and observer in one process: everything between a webhook or an event and the hint about it. */
export interface TestIntake extends TestGateway {
  /** The observer's bus, to make its schedules due. */
  bus: Bus;
}

/** Starts the two without the services that act on hints; `modules` may stand in for them. */
export async function startIntake(
  settings: Partial<GatewayConfig> & { POLL_SECONDS: number },
  modules: readonly (Type | DynamicModule)[] = [],
): Promise<TestIntake> {
  const config = Object.assign(new ObserverConfig(), settings);
  const gateway = await startGateway(settings, [ObserverModule.of(config), ...modules], observerEntities);
  const bus = gateway.service.app.select(BusModule.forService('observer')).get(Bus, { strict: true });
  return { ...gateway, bus };
}
