import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { WidgetIntegrations } from './widget-integrations.js';

/** Where widgets call. */
export const widgetPaths = [
  'claims',
  'eligibility',
  'overview',
  'settings',
  'limits',
  'report',
  'preview',
].map((name) => `/api/v1/exchange/${name}`);

/**
 * CORS of the routes that widgets call: pages of accounts whose integration the hub knows may read the answers, refusals
 * included, without credentials. A preflight carries no token and is answered here; a token is held against the origin later.
 */
export function answerBrowsers(integrations: WidgetIntegrations): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    // What lies below these paths is not for widgets.
    if (request.path !== '/') {
      next();
      return;
    }
    allow(integrations, request, response).then((isDone) => (isDone ? undefined : next()), next);
  };
}

async function allow(
  integrations: WidgetIntegrations,
  request: Request,
  response: Response,
): Promise<boolean> {
  response.vary('Origin');
  const origin = request.get('origin');
  const isPreflight = request.method === 'OPTIONS';
  // Only a page that asks first waits for the next reading: the hub's own pages name an origin too.
  const isKnown = origin !== undefined && (await integrations.isKnownOrigin(origin, !isPreflight));
  if (isKnown) {
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Expose-Headers', 'Retry-After, X-Correlation-Id');
  }
  if (!isPreflight) return false;
  if (isKnown) {
    response.setHeader('Access-Control-Allow-Methods', 'GET, POST');
    response.setHeader('Access-Control-Allow-Headers', 'Content-Type, X-Auth-Token, Idempotency-Key');
    response.setHeader('Access-Control-Max-Age', 600);
  }
  response.status(204).end();
  return true;
}
