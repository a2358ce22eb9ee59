import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Registry } from 'prom-client';
import { METRICS } from './metrics.js';
import { Readiness } from './readiness.js';

interface HttpAnswer {
  status(code: number): unknown;
}

/** Liveness, readiness and Prometheus metrics: the same three addresses in every process, outside `/api`. */
@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(
    @Inject(METRICS) private readonly metrics: Registry,
    @Inject(Readiness) private readonly readiness: Readiness,
  ) {}

  @Get('health/live')
  live(): { status: string } {
    return { status: 'up' };
  }

  @Get('health/ready')
  async ready(
    @Res({ passthrough: true }) answer: HttpAnswer,
  ): Promise<{ status: string; parts: Record<string, string> }> {
    const { isReady, parts } = await this.readiness.check();
    if (!isReady) answer.status(503);
    return { status: isReady ? 'up' : 'waiting', parts };
  }

  @Get('metrics')
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  scrape(): Promise<string> {
    return this.metrics.metrics();
  }
}
