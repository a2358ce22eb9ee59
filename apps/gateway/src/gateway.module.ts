import { Module, type DynamicModule } from '@nestjs/common';
import { BusModule } from '@hub/bus';
import { AuditController } from './audit/audit.controller.js';
import { AuditEntity } from './audit/audit.entity.js';
import { Audit } from './audit/audit.repository.js';
import { GatewayConfig } from './gateway.config.js';
import { ApiKeyEntity } from './key/api-key.entity.js';
import { FirstKey } from './key/first-key.js';
import { KeyRepository } from './key/key.repository.js';
import { KeysController } from './key/keys.controller.js';
import { ExchangeController } from './limits/exchange.controller.js';
import { IdempotencyEntity } from './route/idempotency.entity.js';
import { IdempotencyRepository } from './route/idempotency.repository.js';
import { ThrottleGuard } from './route/throttle.guard.js';
import { DecisionsController, TransfersController } from './router/custody.controller.js';
import { RoutingRulesController } from './router/routing-rules.controller.js';
import { DigestWebhooks } from './webhook/digest-webhooks.js';
import { SecretPaths } from './webhook/secret-paths.js';
import { SeenChangeEntity } from './webhook/seen-change.entity.js';
import { WebhookController } from './webhook/webhook.controller.js';
import { WebhookEntity } from './webhook/webhook.entity.js';
import { WebhookRepository } from './webhook/webhook.repository.js';

/** What a data source must know to run the gateway. */
export const gatewayEntities = [
  ApiKeyEntity,
  AuditEntity,
  IdempotencyEntity,
  WebhookEntity,
  SeenChangeEntity,
];

/** One line per controller; how to write one stands in route/route.ts. */
const controllers = [
  WebhookController,
  KeysController,
  AuditController,
  RoutingRulesController,
  DecisionsController,
  TransfersController,
  ExchangeController,
];

/**
 * The REST admin API, connecting accounts, webhook intake and the healing poll. Beside the process's own global
 * modules it needs `AccountsModule`, and `prepareGateway` before the application listens.
 */
@Module({})
export class GatewayModule {
  static of(config: GatewayConfig): DynamicModule {
    return {
      module: GatewayModule,
      imports: [BusModule.forService('gateway')],
      controllers,
      providers: [
        { provide: GatewayConfig, useValue: config },
        KeyRepository,
        FirstKey,
        Audit,
        IdempotencyRepository,
        ThrottleGuard,
        WebhookRepository,
        SecretPaths,
        DigestWebhooks,
      ],
    };
  }
}
