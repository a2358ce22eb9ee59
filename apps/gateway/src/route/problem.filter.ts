import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Locale, localeOf, message } from '@hub/messages';
import {
  Catch,
  HttpException,
  Inject,
  Injectable,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { LOGGER, Problem, problemOf, type Logger } from '@hub/platform';
import type { Response } from 'express';
import type { HubRequest } from './call.js';

/**
 * Makes problem details of whatever a route, a guard or the body parser threw. A stranger's error is a bare 500; what
 * passes is a 503 with `Retry-After`.
 */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<HubRequest>();
    const response = http.getResponse<Response>();
    const problem = toProblem(error);
    if (problem.body.status === 500) {
      this.logger.error(
        { error, correlationId: request.correlationId, path: request.path },
        'request failed',
      );
    }
    if (response.headersSent) return void response.end();
    const { retryAfterSeconds } = problem.body;
    if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', retryAfterSeconds);
    this.answer(problem, request, response);
  }

  /** Puts the problem into the form its reader wants. */
  protected answer(problem: Problem, request: HubRequest, response: Response): void {
    response
      .status(problem.body.status)
      .type('application/problem+json')
      .send(JSON.stringify(problem.inLanguage(request.locale)));
  }
}

/** The same for a request in front of the routes. A caller that went away gets nothing. */
export function sendProblem(
  error: unknown,
  request: IncomingMessage,
  response: ServerResponse,
  { logger, locale: fallback }: { logger: Logger; locale: Locale },
): void {
  const problem = toProblem(error);
  const { status, retryAfterSeconds } = problem.body;
  if (status === 500) logger.error({ error }, 'request failed');
  if (response.headersSent || response.destroyed) return void response.end();
  const locale = localeOf(request.headers['accept-language'], fallback);
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', retryAfterSeconds);
  response.writeHead(status, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify(problem.inLanguage(locale)));
}

function toProblem(error: unknown): Problem {
  if (error instanceof HttpException) {
    const status = error.getStatus();
    const name = status === 404 ? 'no-such-route' : 'request-refused';
    return new Problem(status, message(`problems.${name}`, { status }));
  }
  return problemOf(error);
}
