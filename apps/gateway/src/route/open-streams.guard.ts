import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import type { Response } from 'express';
import { GatewayConfig } from '../gateway.config.js';
import type { HubRequest } from './call.js';

/** By then a stream that was closed just now counts no more. */
const againSeconds = 5;

/**
 * Bounds the streams of each key that are open at once in this process: each polls its service once a second for as long as
 * it is open, and no count of requests sees that. A place is free again when the connection closes, however it does.
 */
@Injectable()
export class OpenStreamsGuard implements CanActivate {
  private readonly open = new Map<string, number>();

  constructor(private readonly config: GatewayConfig) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const who = http.getRequest<HubRequest>().call?.caller?.id;
    if (who === undefined) throw new Error('A stream needs a key');
    const response = http.getResponse<Response>();
    // The client left while its key was looked up: `close` was emitted, and nothing would free a place.
    if (response.destroyed) return true;
    const most = this.config.STREAMS_PER_KEY;
    const count = this.open.get(who) ?? 0;
    if (count >= most) {
      const retry = { retryAfterSeconds: againSeconds };
      throw new Problem(429, message('problems.too-many-streams', { most }), undefined, retry);
    }
    this.open.set(who, count + 1);
    response.once('close', () => this.close(who));
    return true;
  }

  private close(who: string): void {
    const left = (this.open.get(who) ?? 1) - 1;
    if (left > 0) this.open.set(who, left);
    else this.open.delete(who);
  }
}
