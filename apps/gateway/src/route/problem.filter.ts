import type { ServerResponse } from 'node:http';
import {
  Catch,
  HttpException,
  Inject,
  Injectable,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { LOGGER, Problem, type Logger } from '@hub/platform';
import type { Response } from 'express';
import type { HubRequest } from './call.js';

/** Turns whatever a route, a guard or the body parser threw into problem details. A stranger's error is a bare 500. */
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
    response.status(problem.body.status).type('application/problem+json').send(JSON.stringify(problem.body));
  }
}

/** The same for a request in front of the routes. A caller that went away gets nothing. */
export function tellProblem(error: unknown, response: ServerResponse, logger: Logger): void {
  const { body } = toProblem(error);
  if (body.status === 500) logger.error({ error }, 'request failed');
  if (response.headersSent || response.destroyed) return void response.end();
  response.writeHead(body.status, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify(body));
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HttpException) {
    const status = error.getStatus();
    return new Problem(status, status === 404 ? 'There is no such route' : error.message);
  }
  return new Problem(500, 'Something went wrong; the log has it under the correlation id');
}
