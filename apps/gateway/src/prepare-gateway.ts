import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { localeOf, message, type Facts, type Locale, type NameIn } from '@hub/messages';
import { findTooDeep, LOGGER, mostJsonLevels, Problem, type Logger } from '@hub/platform';
import {
  json,
  type ErrorRequestHandler,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import helmet from 'helmet';
import { SwaggerModule } from '@nestjs/swagger';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { GatewayConfig } from './gateway.config.js';
import { describeApi } from './docs/describe-api.js';
import type { HubRequest } from './route/call.js';
import { clientAddress } from './route/client-address.js';
import { ProblemFilter, sendProblem } from './route/problem.filter.js';
import { answerBrowsers, widgetPaths } from './widget/answer-browsers.js';
import { WidgetIntegrations } from './widget/widget-integrations.js';
import { TakeWebhook } from './webhook/take-webhook.js';

const hooks = '/hooks/amocrm/';
const bodyLimit = '1mb';

/** Puts security headers on an answer, before anything else does. */
type Protect = ReturnType<typeof helmet>;

/** Puts what stands before the routes into the application: correlation id, headers, body reading, documents. */
export function prepareGateway(app: INestApplication): void {
  const logger = app.get<Logger>(LOGGER);
  const config = app.get(GatewayConfig);
  (app as NestExpressApplication).set('trust proxy', config.PROXIES);
  const protect = helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });
  takeWebhooks(app, protect, config);
  app.use(protect, correlate(logger, config.HUB_LOCALE));
  app.use(widgetPaths, answerBrowsers(app.get(WidgetIntegrations)));
  app.use('/api', onlyJson, json({ limit: bodyLimit, verify: refuseUnreadable }), passBodyFault);
  app.useGlobalFilters(new ProblemFilter(logger));
  app.use(leadToDocs);
  SwaggerModule.setup('api/docs', app, () => describeApi(app), { jsonDocumentUrl: 'api/docs-json' });
}

/** Who opens the bare address in a browser wants to know what this is. */
function leadToDocs(request: Request, response: Response, next: NextFunction): void {
  if (request.path === '/' && request.method === 'GET') response.redirect('/api/docs');
  else next();
}

/** Webhooks are answered in front of the framework, because thousands may come in a burst; the rest goes on to it. */
function takeWebhooks(app: INestApplication, protect: Protect, config: GatewayConfig): void {
  const server = app.getHttpServer() as Server;
  const webhooks = app.get(TakeWebhook);
  const about = { logger: app.get<Logger>(LOGGER), locale: config.HUB_LOCALE };
  const others = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith(hooks)) {
      const secret = request.url.slice(hooks.length);
      const forwarded = [request.headers['x-forwarded-for'] ?? []].flat().join(',');
      const address = clientAddress(request.socket.remoteAddress, forwarded, config.PROXIES);
      protect(request, response, () => undefined);
      webhooks.take({ secret, address }, request, response).catch((error: unknown) => {
        sendProblem(error, request, response, about);
      });
    } else {
      for (const other of others) other(request, response);
    }
  });
}

/** Takes the caller's correlation id or makes one, answers with it, and logs one line per REST request. */
function correlate(logger: Logger, fallback: Locale): RequestHandler {
  return (plain: Request, response: Response, next: NextFunction) => {
    const request = plain as HubRequest;
    const given = request.get('x-correlation-id');
    request.correlationId = given !== undefined && /^[\w.:-]{1,100}$/.test(given) ? given : randomUUID();
    request.locale = localeOf(request.get('accept-language'), fallback);
    response.setHeader('X-Correlation-Id', request.correlationId);
    if (request.path.startsWith('/api/v1')) {
      const startedAt = performance.now();
      response.on('finish', () => {
        const facts = {
          method: request.method,
          path: request.path,
          status: response.statusCode,
          ms: Math.round(performance.now() - startedAt),
          caller: request.call?.caller?.name,
          correlationId: request.correlationId,
        };
        logger.info(facts, 'request');
      });
    }
    next();
  };
}

function onlyJson(request: Request, _response: Response, next: NextFunction): void {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (hasBody && !request.is('application/json')) throw new Problem(415, message('problems.send-json'));
  next();
}

/** Broken bytes would be kept as replacement characters, and what reads a body behind the parser calls itself per level. */
function refuseUnreadable(_request: IncomingMessage, _response: ServerResponse, body: Buffer): void {
  const fault = (type: string, place?: object) =>
    Object.assign(new Error(type), { status: 400, type, place });
  if (!isUtf8(body)) throw fault('encoding.broken');
  const place = findTooDeep(body);
  if (place) throw fault('json.too.deep', place);
}

/** Fault types of Express's body parser, as the API names them. */
const bodyFaults: Record<string, NameIn<'problems'>> = {
  'entity.parse.failed': 'not-json',
  'entity.too.large': 'too-large',
  'encoding.unsupported': 'encoding-unsupported',
  'encoding.broken': 'encoding-broken',
  'charset.unsupported': 'charset-unsupported',
  'request.size.invalid': 'length-wrong',
};

const passBodyFault: ErrorRequestHandler = (error: unknown, _request, _response, next) => {
  const { status, type, place } = error as { status?: unknown; type?: unknown; place?: Facts };
  const tooDeep = message('edge.json-too-deep', { ...place, most: mostJsonLevels });
  const isFault = typeof status === 'number' && status >= 400 && status < 500;
  const name = bodyFaults[String(type)] ?? 'body-unreadable';
  const said = type === 'json.too.deep' ? tooDeep : message(`problems.${name}`);
  next(isFault ? new Problem(status, said) : error);
};
