import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { every, LOGGER, type Logger, type Rounds } from '@hub/platform';
import { GatewayConfig } from '../gateway.config.js';
import { ConnectLinkRepository } from '../oauth/connect-link.repository.js';
import { IdempotencyRepository } from '../route/idempotency.repository.js';
import { WebhookRepository } from './webhook.repository.js';

const everyMs = 3_600_000;
const dayMs = 86_400_000;

/** Deletes, once an hour, raw webhooks, remembered answers and connect links that are kept long enough. Harmless in every copy. */
@Injectable()
export class PurgeOld implements OnApplicationBootstrap, OnModuleDestroy {
  private rounds: Rounds | undefined;

  constructor(
    private readonly webhooks: WebhookRepository,
    private readonly idempotency: IdempotencyRepository,
    private readonly links: ConnectLinkRepository,
    private readonly config: GatewayConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const round = () => this.purge(new Date());
    this.rounds = every(everyMs, round, this.logger, 'old rows could not be deleted');
  }

  async onModuleDestroy(): Promise<void> {
    await this.rounds?.stop();
  }

  private async purge(now: Date): Promise<void> {
    await this.webhooks.purge(new Date(now.getTime() - this.config.WEBHOOK_KEPT_DAYS * dayMs));
    await this.idempotency.purge(now);
    await this.links.purge(now);
  }
}
