import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Problem } from '@hub/platform';
import type { Response } from 'express';
import { GatewayConfig } from '../gateway.config.js';
import type { HubRequest } from './call.js';

const windowMs = 60_000;

/** Counts requests per key, or per address where no key is needed, in minutes of this process. */
@Injectable()
export class ThrottleGuard implements CanActivate {
  private readonly counts = new Map<string, number>();
  private windowEndsAt = 0;

  constructor(private readonly config: GatewayConfig) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const request = http.getRequest<HubRequest>();
    const now = Date.now();
    if (now >= this.windowEndsAt) {
      this.counts.clear();
      this.windowEndsAt = now + windowMs;
    }
    const who = request.call?.caller?.id ?? request.ip ?? 'unknown';
    const count = (this.counts.get(who) ?? 0) + 1;
    this.counts.set(who, count);
    if (count <= this.config.REQUESTS_PER_MINUTE) return true;
    http.getResponse<Response>().setHeader('Retry-After', Math.ceil((this.windowEndsAt - now) / 1000));
    throw new Problem(429, 'Too many requests with this key');
  }
}
