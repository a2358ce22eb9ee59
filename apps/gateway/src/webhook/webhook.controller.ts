import { Controller, HttpCode, Param, Post, Req, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Problem } from '@hub/platform';
import type { HubRequest } from '../route/call.js';
import { ProblemFilter } from '../route/problem.filter.js';
import { DigestWebhooks } from './digest-webhooks.js';
import { SecretPaths } from './secret-paths.js';
import { WebhookRepository } from './webhook.repository.js';

/** amoCRM's webhooks: store, answer; no business rules. An unknown secret leaves no trace. */
@Controller('hooks/amocrm')
@ApiExcludeController()
@UseFilters(ProblemFilter)
export class WebhookController {
  constructor(
    private readonly secrets: SecretPaths,
    private readonly webhooks: WebhookRepository,
    private readonly digest: DigestWebhooks,
  ) {}

  @Post(':secret')
  @HttpCode(200)
  async take(@Param('secret') secret: string, @Req() request: HubRequest): Promise<void> {
    const accountId = await this.secrets.findAccount(secret);
    if (accountId === null) throw new Problem(404, 'There is no such route');
    await this.webhooks.store(accountId, request.correlationId, readable(request.body));
    this.digest.wake();
  }
}

/** The body as text. Throws 415 when it is no form and 400 when its encoding is broken. */
function readable(body: unknown): string {
  if (!Buffer.isBuffer(body)) {
    throw new Problem(415, 'Webhooks come as application/x-www-form-urlencoded');
  }
  const text = body.toString('utf8');
  if (text.length === 0 || text.includes('\uFFFD') || text.includes('\0') || !isDecodable(text)) {
    throw new Problem(400, 'The body is empty or its encoding is broken');
  }
  return text;
}

function isDecodable(text: string): boolean {
  try {
    return !decodeURIComponent(text).includes('\0');
  } catch {
    return false;
  }
}
