import {
  applyDecorators,
  Controller,
  Delete,
  Get,
  HttpCode,
  Patch,
  Post,
  Put,
  SetMetadata,
  Sse,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
  type Type,
} from '@nestjs/common';
import {
  ApiDefaultResponse,
  ApiExtension,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiProduces,
  ApiResponse,
  ApiSecurity,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { AccessGuard } from './access.guard.js';
import type { Audience } from './decide-access.js';
import { ChangeInterceptor } from './change.interceptor.js';
import { InputPipe } from './input.pipe.js';
import { OpenStreamsGuard } from './open-streams.guard.js';
import { problemContent, ProblemAnswer } from './problem-answer.js';
import { ProblemFilter } from './problem.filter.js';
import { ROUTE, type RouteFacts, type WidgetUsers } from './route-facts.js';
import { SEES, SeenGuard, type Sees } from './seen.guard.js';
import { SpeakInterceptor } from './speak.interceptor.js';
import { ThrottleGuard } from './throttle.guard.js';

/*
 * How a service's routes get into the gateway. Three lines a route: the decorator (path, who, answer, one sentence),
 * the head (the call, the parsed input) and one forward. In `apps/gateway/src/<service>/<things>.controller.ts`:
 *
 *   @Area('plans')
 *   export class PlansController {
 *     @List('', { answers: PlanSummary, who: 'branch-read', says: 'Lists plans, newest first.' })
 *     list(@Asked() call: Call, @Query() query: ListPlans) {
 *       return call.ask('sync.plans.list', { ...query, accountIds: call.narrowToAccounts() });
 *     }
 *
 *     @Show(':planId', { answers: Plan, who: 'branch-read', says: 'Shows a plan with every change.' })
 *     show(@Asked() call: Call, @Param() path: PlanPath) {
 *       return call.readOwn('sync.plans.show', path);
 *     }
 *
 *     @Act(':planId/approve', { answers: Plan, who: 'hq', says: 'Approves a plan as it was shown.' })
 *     async approve(@Asked() call: Call, @Param() path: PlanPath, @Body() body: ApprovePlan) {
 *       await call.readOwn('sync.plans.show', path);               // own branch? and the audit's "before"
 *       return call.ask('sync.plans.approve', { ...body, ...path, by: call.by });
 *     }
 *   }
 *
 * - Input classes are contract classes (field decorators of @hub/contracts), for path (`@Param() path: PlanPath`),
 *   query and body alike; the decorators here validate them, name the wrong field and put them into OpenAPI.
 * - Whose is it? A path, query or body field named `accountId` or `branchId` is checked before the handler runs. A
 *   route that names neither must `readOwn` first (the reply carries `accountId` or `branchId`; with a body and branch keys
 *   by `sees`, before the body is read) or narrow by
 *   `call.narrowToAccounts()`; else keys tied to a branch get 403. Routes over several accounts are `who: 'hq'`.
 * - A list's reply is a `Page` ({ items, nextCursor }); extend `PageRequest` for its query.
 * - Every route but reads and questions writes an audit row (before = what `readOwn` read, after = the reply); POST also honours
 *   `Idempotency-Key`. Nothing to do for it.
 * - Then add the controller to `controllers` in gateway.module.ts and run `npm run openapi`.
 */

interface RouteOptions {
  /** One sentence for the reader of the API. */
  says: string;
  who: Audience;
  /** Users of an account who may use it too, by the token of the widget (`X-Auth-Token`); the handler narrows what they see. */
  widget?: WidgetUsers;
  /** Class of the answer; of one item in a list. Without it the answer is empty (204). */
  answers?: Type;
  /** A POST that only asks: it leaves no audit row. */
  isQuestion?: boolean;
  /** The body is a client's: the audit keeps the names of its fields alone. */
  isPersonal?: boolean;
  /** Where a repeated POST would do harm: the handler refuses one without `Idempotency-Key`, and its service knows the key. */
  needsKey?: boolean;
  /** The answer has a `version`, which goes out as `ETag`; a write takes the one it replaces in `If-Match`. */
  isVersioned?: boolean;
  /**
   * Reads the object, and may refuse it, before the body is read: for branch keys a foreign object is 403 whatever the
   * body.
   */
  sees?: Sees;
}

/** Marks a controller: its folder under /api/v1, access, throttling, validation, audit, idempotency, problems. */
export function Area(path: string): ClassDecorator {
  return applyDecorators(
    Controller(`api/v1/${path}`),
    ApiTags(path),
    ApiExtraModels(ProblemAnswer),
    ApiDefaultResponse({ description: 'What is wrong', content: problemContent }),
    UseGuards(AccessGuard, ThrottleGuard),
    UseInterceptors(SpeakInterceptor, ChangeInterceptor),
    UsePipes(InputPipe),
    UseFilters(ProblemFilter),
  );
}

/** GET of one thing. */
export function Show(path: string, options: RouteOptions): MethodDecorator {
  return applyDecorators(Get(path), ...route(options, 200));
}

/** GET of a page. */
export function List(path: string, options: RouteOptions & { answers: Type }): MethodDecorator {
  return applyDecorators(Get(path), ApiExtraModels(options.answers), ...route(options, 200, true));
}

/**
 * GET of a stream of server-sent events, each carrying one answer. `sees` runs before it begins, and may refuse it. One key
 * may have a few open at once.
 */
export function Follow(path: string, options: RouteOptions & { sees: Sees }): MethodDecorator {
  return applyDecorators(
    Sse(path),
    ApiProduces('text/event-stream'),
    UseGuards(OpenStreamsGuard),
    ApiResponse({
      status: 429,
      description: 'The key has as many streams open as it may (`STREAMS_PER_KEY`, 20 unless set)',
      content: problemContent,
    }),
    ...route(options, 200),
  );
}

/** POST that makes something: 201. */
export function Create(path: string, options: RouteOptions): MethodDecorator {
  return applyDecorators(Post(path), idempotent(options), ...route(options, 201));
}

/** POST that does something: 200, or 204 without an answer. */
export function Act(path: string, options: RouteOptions): MethodDecorator {
  return applyDecorators(Post(path), idempotent(options), ...route(options, options.answers ? 200 : 204));
}

/** PATCH of given fields. */
export function Change(path: string, options: RouteOptions): MethodDecorator {
  return applyDecorators(Patch(path), matching(options), ...route(options, 200));
}

/** PUT of the whole thing. */
export function Replace(path: string, options: RouteOptions): MethodDecorator {
  return applyDecorators(Put(path), matching(options), ...route(options, 200));
}

/** DELETE: 204. */
export function Remove(path: string, options: RouteOptions): MethodDecorator {
  return applyDecorators(Delete(path), ...route(options, 204));
}

function matching({ isVersioned = false }: RouteOptions): MethodDecorator {
  if (!isVersioned) return applyDecorators();
  return ApiHeader({
    name: 'If-Match',
    required: false,
    description:
      'The `ETag` of the version that this takes the place of. 428 without it once something was saved, 412 when it was changed since',
  });
}

const keyRule = 'The same key with the same body gets the first answer again; with another body 422.';

function idempotent({ needsKey = false }: RouteOptions): MethodDecorator {
  return ApiHeader({
    name: 'Idempotency-Key',
    required: needsKey,
    description: needsKey
      ? `${keyRule} A key is not free again after a day as elsewhere: take a new one for each, such as a UUID`
      : `${keyRule} 409 while nobody knows how the first request ended`,
  });
}

function route(options: RouteOptions, status: number, isList = false): MethodDecorator[] {
  const {
    who,
    widget,
    needsKey: isRepeatable = false,
    isVersioned = false,
    isQuestion = false,
    isPersonal = false,
    sees,
  } = options;
  const facts: RouteFacts = {
    who,
    isRepeatable,
    isVersioned,
    isQuestion,
    isPersonal,
    ...(widget ? { widget } : {}),
  };
  return [
    SetMetadata(ROUTE, facts),
    ...(sees ? [SetMetadata(SEES, sees), UseGuards(SeenGuard)] : []),
    HttpCode(status),
    ApiOperation({ summary: options.says }),
    ApiExtension('x-audience', options.who),
    ...(options.who === 'anyone' ? [] : [ApiSecurity('key')]),
    ...(widget ? [ApiSecurity('widget')] : []),
    ApiResponse({ status, description: 'Done', ...answer(options.answers, isList) }),
  ];
}

function answer(type: Type | undefined, isList: boolean): object {
  if (!type) return {};
  if (!isList) return { type };
  const items = { type: 'array', items: { $ref: getSchemaPath(type) } };
  const nextCursor = { type: 'string', nullable: true, description: 'Cursor of the next page' };
  return { schema: { type: 'object', required: ['items', 'nextCursor'], properties: { items, nextCursor } } };
}
