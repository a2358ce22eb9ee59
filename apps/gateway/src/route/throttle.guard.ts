import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import type { Response } from 'express';
import { GatewayConfig } from '../gateway.config.js';
import type { HubRequest } from './call.js';
import { MinuteCounts } from './minute-counts.js';

/** Counts requests per key, or per address where no key is needed, in minutes of this process. */
@Injectable()
export class ThrottleGuard implements CanActivate {
  private readonly counts = new MinuteCounts();

  constructor(private readonly config: GatewayConfig) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const request = http.getRequest<HubRequest>();
    const who = request.call?.caller?.id ?? request.ip ?? 'unknown';
    if (this.counts.add(who) <= this.config.REQUESTS_PER_MINUTE) return true;
    http.getResponse<Response>().setHeader('Retry-After', this.counts.secondsLeft());
    throw new Problem(429, message('problems.too-many-requests'));
  }
}
