import { timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { Registry } from 'prom-client';
import { bearerOf } from './bearer.js';
import type { Readiness } from './readiness.js';

/** Injection token of the key that opens figures and details on the public port; undefined: nothing does. */
export const INSIGHT_KEY = Symbol('insight key');

const plainText = 'text/plain; version=0.0.4; charset=utf-8';

/** Whether this `Authorization` header carries the key. */
export function isInsightKey(key: string | undefined, header: string | undefined): boolean {
  if (!key) return false;
  const [given, expected] = [Buffer.from(bearerOf(header) ?? ''), Buffer.from(key)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * A server with nothing but `/metrics` and `/health/ready` in full, for a port that the outside does not reach. It does
 * not listen yet.
 */
export function insightServer(metrics: Registry, readiness: Readiness): Server {
  return createServer((request, response) => {
    const answer = async (): Promise<[status: number, type: string, body: string]> => {
      if (request.url === '/metrics') return [200, plainText, await metrics.metrics()];
      if (request.url !== '/health/ready') return [404, 'text/plain', ''];
      const { isReady, parts } = await readiness.check();
      return [isReady ? 200 : 503, 'application/json', JSON.stringify({ parts })];
    };
    answer()
      .catch((): [number, string, string] => [500, 'text/plain', ''])
      .then(([status, type, body]) => response.writeHead(status, { 'content-type': type }).end(body))
      .catch(() => response.destroy());
  });
}
