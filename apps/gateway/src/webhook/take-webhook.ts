import { message } from '@hub/messages';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Problem } from '@hub/platform';
import { MinuteCounts } from '../route/minute-counts.js';
import { DigestWebhooks } from './digest-webhooks.js';
import { SecretPaths } from './secret-paths.js';
import { StoreWebhooks } from './store-webhooks.js';

const mostBytes = 1_048_576;
/** What one account may send in a minute, each body counted as a kilobyte at least: a normal one is 1 to 5. */
const mostBytesPerMinute = 64 * 1_048_576;
const leastBytes = 1_024;
const formType = /^application\/x-www-form-urlencoded\s*(;|$)/i;

/**
 * amoCRM's webhooks, `POST /hooks/amocrm/{secret}`: check, store, answer; no business rules. It runs before the Nest
 * router, because thousands may come in a burst and each has to be answered within two seconds.
 */
@Injectable()
export class TakeWebhook {
  private readonly bytes = new MinuteCounts();

  constructor(
    private readonly secrets: SecretPaths,
    private readonly webhooks: StoreWebhooks,
    private readonly digest: DigestWebhooks,
  ) {}

  /**
   * Answers 200 once the row is committed. Throws 404 or 429 for an unknown secret, 413, 415 or 400 for a bad body. What
   * exceeds an account's share of the minute is answered and dropped: refusals would make amoCRM switch the hook off.
   */
  async take(
    { secret, address }: { secret: string; address: string },
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const accountId = request.method === 'POST' ? await this.secrets.findAccount(secret, address) : null;
    if (accountId === null) throw new Problem(404, message('problems.no-such-route'));
    const isForm = formType.test(request.headers['content-type'] ?? '');
    if (!isForm || (request.headers['content-encoding'] ?? 'identity') !== 'identity') {
      throw new Problem(415, message('problems.send-form'));
    }
    const raw = await readBody(request);
    const isFlood = this.bytes.add(accountId, Math.max(raw.length, leastBytes)) > mostBytesPerMinute;
    if (isFlood) this.digest.noteFlood(accountId);
    else {
      await this.webhooks.store({ accountId, body: readable(raw) });
      this.digest.wake();
    }
    response.end();
  }
}

/** Rejects when the caller goes away on the way. */
function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= mostBytes) chunks.push(chunk);
    });
    request.on('end', () => {
      if (size > mostBytes) reject(new Problem(413, message('problems.too-large')));
      else resolve(Buffer.concat(chunks));
    });
    request.on('error', reject);
  });
}

/**
 * The body as text, without the pairs whose encoding is broken: one bad name must not cost a webhook, and many refusals
 * make amoCRM switch the hook off. Throws 400 when nothing can be read.
 */
function readable(body: Buffer): string {
  const text = body.toString('utf8');
  const kept = isReadable(text) ? text : text.split('&').filter(isReadable).join('&');
  if (kept === '' || text.includes('\0')) throw new Problem(400, message('problems.body-empty-or-broken'));
  return kept;
}

function isReadable(text: string): boolean {
  try {
    return !text.includes('\uFFFD') && !decodeURIComponent(text).includes('\0');
  } catch {
    return false;
  }
}
