import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER, type Logger } from '@hub/platform';
import { GatewayConfig } from '../gateway.config.js';
import { IdempotencyRepository } from '../route/idempotency.repository.js';
import { WebhookRepository } from './webhook.repository.js';

const everyMs = 3_600_000;
const dayMs = 86_400_000;

/** Deletes, once an hour, raw webhooks and remembered answers that are kept long enough. Harmless in every copy. */
@Injectable()
export class PurgeOld implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private purging: Promise<void> = Promise.resolve();

  constructor(
    private readonly webhooks: WebhookRepository,
    private readonly idempotency: IdempotencyRepository,
    private readonly config: GatewayConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.purging = this.purge(new Date()).catch((error: unknown) => {
        this.logger.error({ error }, 'old rows could not be deleted');
      });
    }, everyMs);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.purging;
  }

  private async purge(now: Date): Promise<void> {
    await this.webhooks.purge(new Date(now.getTime() - this.config.WEBHOOK_KEPT_DAYS * dayMs));
    await this.idempotency.purge(now);
  }
}
