import { Controller, Get, Header, Headers, HttpException, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Registry } from 'prom-client';
import { locales, localeOf, message, say } from '@hub/messages';
import { INSIGHT_KEY, isInsightKey } from './insight.js';
import { METRICS } from './metrics.js';
import { Readiness } from './readiness.js';

interface HttpAnswer {
  status(code: number): unknown;
}

/**
 * Liveness, readiness and Prometheus metrics: the same three addresses in every process, outside `/api`. Figures, and
 * what a part that is not ready says, are for the operator: they need METRICS_KEY, or are on METRICS_PORT alone.
 */
@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(
    @Inject(METRICS) private readonly metrics: Registry,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(INSIGHT_KEY) private readonly key: string | undefined,
  ) {}

  @Get('health/live')
  live(): { status: string } {
    return { status: 'up' };
  }

  @Get('health/ready')
  async ready(
    @Res({ passthrough: true }) answer: HttpAnswer,
    @Headers('authorization') given?: string,
  ): Promise<{ status: string; parts: Record<string, string> }> {
    const { isReady, parts } = await this.readiness.check();
    if (!isReady) answer.status(503);
    const shown = isInsightKey(this.key, given) ? parts : withoutWords(parts);
    return { status: isReady ? 'up' : 'waiting', parts: shown };
  }

  @Get('metrics')
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  scrape(
    @Headers('authorization') given?: string,
    @Headers('accept-language') language?: string,
  ): Promise<string> {
    if (!isInsightKey(this.key, given))
      throw new HttpException(say(message('edge.metrics-closed'), localeOf(language, locales[0])), 403);
    return this.metrics.metrics();
  }
}

/** Each part by its name, with nothing of what it said. */
function withoutWords(parts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parts).map(([name, words]) => [name, words === 'up' ? 'up' : 'waiting']),
  );
}
