import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { type Locale, localeOf, message, type NameIn } from '@hub/messages';
import { LOGGER, Problem, type Logger } from '@hub/platform';
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
import { ProblemFilter, sendProblem } from './route/problem.filter.js';
import { TakeWebhook } from './webhook/take-webhook.js';

const hooks = '/hooks/amocrm/';
const bodyLimit = '1mb';

/** Puts what stands before the routes into the application: correlation id, headers, body reading, documents. */
export function prepareGateway(app: INestApplication): void {
  const logger = app.get<Logger>(LOGGER);
  const config = app.get(GatewayConfig);
  (app as NestExpressApplication).set('trust proxy', config.PROXIES);
  takeWebhooks(app.getHttpServer() as Server, app.get(TakeWebhook), { logger, locale: config.HUB_LOCALE });
  app.use(correlate(logger, config.HUB_LOCALE));
  app.use('/api', helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } }));
  app.use('/api', onlyJson, json({ limit: bodyLimit, verify: refuseBroken }), tellBodyFault);
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
function takeWebhooks(
  server: Server,
  webhooks: TakeWebhook,
  about: { logger: Logger; locale: Locale },
): void {
  const others = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith(hooks)) {
      const secret = request.url.slice(hooks.length);
      webhooks.take(secret, request, response).catch((error: unknown) => {
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

/** Without this, broken bytes would be kept as replacement characters. */
function refuseBroken(_request: IncomingMessage, _response: ServerResponse, body: Buffer): void {
  if (!isUtf8(body)) throw Object.assign(new Error('broken'), { status: 400, type: 'encoding.broken' });
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

const tellBodyFault: ErrorRequestHandler = (error: unknown, _request, _response, next) => {
  const { status, type } = error as { status?: unknown; type?: unknown };
  const isFault = typeof status === 'number' && status >= 400 && status < 500;
  const name = bodyFaults[String(type)] ?? 'body-unreadable';
  next(isFault ? new Problem(status, message(`problems.${name}`)) : error);
};
