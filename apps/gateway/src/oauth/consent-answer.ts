import {
  applyDecorators,
  Catch,
  Inject,
  Injectable,
  UseFilters,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import { LOGGER, Problem, type Logger } from '@hub/platform';
import type { Response } from 'express';
import { switchMap, type Observable } from 'rxjs';
import { FindAccount } from '../account/find-account.js';
import type { HubRequest } from '../route/call.js';
import { ProblemFilter } from '../route/problem.filter.js';
import { alreadyConnectedPage, connectedPage, failedPage, renderPage } from './consent-page.js';
import { AlreadyConnected } from './receive-consent.js';

/** amoCRM sends a person's browser here, and a browser gets a page; every other caller gets JSON. */
export function AnswersWithPage(): MethodDecorator {
  return applyDecorators(
    ApiProduces('application/json', 'text/html'),
    UseInterceptors(ConnectedAnswer),
    UseFilters(NotConnectedAnswer),
  );
}

@Injectable()
class ConnectedAnswer implements NestInterceptor<{ accountId: string }, unknown> {
  constructor(@Inject(FindAccount) private readonly accounts: FindAccount) {}

  intercept(context: ExecutionContext, next: CallHandler<{ accountId: string }>): Observable<unknown> {
    const http = context.switchToHttp();
    const [request, response] = [http.getRequest<HubRequest>(), http.getResponse<Response>()];
    if (!wantsPage(request)) return next.handle();
    return next.handle().pipe(
      switchMap(async ({ accountId }) => {
        const { host } = await this.accounts.get(accountId);
        response.type('text/html');
        return renderPage(connectedPage(host), request.locale);
      }),
    );
  }
}

@Catch()
@Injectable()
class NotConnectedAnswer extends ProblemFilter {
  constructor(@Inject(LOGGER) logger: Logger) {
    super(logger);
  }

  protected override answer(problem: Problem, request: HubRequest, response: Response): void {
    if (!wantsPage(request)) {
      super.answer(problem, request, response);
      return;
    }
    const { status, detail } = problem.body;
    const isConnected = problem instanceof AlreadyConnected;
    const page = isConnected ? alreadyConnectedPage(detail) : failedPage(status, detail);
    response.status(status).type('text/html').send(renderPage(page, request.locale));
  }
}

function wantsPage(request: HubRequest): boolean {
  return request.accepts(['application/json', 'text/html']) === 'text/html';
}
