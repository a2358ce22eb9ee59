import { Bus } from '@hub/bus';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { GatewayConfig } from '../gateway.config.js';
import { WebhookRepository } from './webhook.repository.js';

const consumer = 'gateway.purge';
const everyMs = 3_600_000;
const dayMs = 86_400_000;

/** Deletes, once an hour, raw webhooks that are kept long enough. */
@Injectable()
export class PurgeWebhooks implements OnModuleInit {
  constructor(
    private readonly webhooks: WebhookRepository,
    private readonly config: GatewayConfig,
    @Inject(Bus) private readonly bus: Bus,
  ) {}

  onModuleInit(): void {
    this.bus.consume({ consumer, concurrency: 1, handle: () => this.purge(new Date()) });
    this.bus.schedule({ consumer, when: { everyMs } });
  }

  private async purge(now: Date): Promise<void> {
    await this.webhooks.purge(new Date(now.getTime() - this.config.WEBHOOK_KEPT_DAYS * dayMs));
  }
}
