import { startBot, stopBot } from '../bots/run-bot.js';
import { noContent, ok, type Answer } from '../http/answer.js';
import { pageOf, selfLink } from '../http/page.js';
import { ApiProblem } from '../http/problem.js';
import { queryList, withSet } from '../http/query.js';
import { readBatch, readObject } from '../http/read-items.js';
import { demand, mayDo } from '../http/rights.js';
import type { ApiContext, Route } from '../http/route.js';
import type { Rule, Shape } from '../http/shape.js';
import type { Bot, BotRun } from '../state/bot.js';

interface RunBody {
  entity_id: number;
  entity_type: BotRun['entity_type'];
}

const id: Rule = { type: 'int', required: true, min: 1 };
const maxRuns = 100;

const runShape: Shape<RunBody> = {
  entity_id: id,
  entity_type: { type: 'string', required: true, choices: ['leads', 'contacts'] },
};

const stopShape: Shape<RunBody> = {
  entity_id: id,
  entity_type: { type: 'string', required: true, choices: ['leads'] },
};

const batchShape: Shape<RunBody & { bot_id: number }> = { ...runShape, bot_id: id };

const legacyShape: Shape<{ bot_id: number; entity_id: number; entity_type: number }> = {
  bot_id: id,
  entity_id: id,
  entity_type: { type: 'int', required: true, choices: [1, 2, 3] },
};

const legacyTypes: Record<number, BotRun['entity_type']> = { 1: 'contacts', 2: 'leads', 3: 'companies' };

function view(ctx: ApiContext, bot: Bot): Record<string, unknown> {
  return {
    id: bot.id,
    name: bot.name,
    type_functionality: bot.type_functionality,
    is_visual_editor: bot.is_visual_editor,
    settings: { active: bot.is_active },
    ...(withSet(ctx.query).has('favorite') ? { is_favorite: bot.is_favorite } : {}),
    _links: selfLink(ctx, `/api/v4/bots/${bot.id}`),
  };
}

function list(ctx: ApiContext): Answer {
  const purposes = queryList(ctx.query, 'filter', 'type_functionality');
  const ids = queryList(ctx.query, 'filter', 'id');
  const found = [...ctx.account.bots.values()].filter(
    (bot) =>
      (!purposes || purposes.includes(bot.type_functionality)) && (!ids || ids.includes(String(bot.id))),
  );
  return pageOf(ctx, found, { key: 'items', view: (bot) => view(ctx, bot), totals: true });
}

/** 204 for an unknown bot, not 404 (config 6.1). */
function show(ctx: ApiContext): Answer {
  const bot = ctx.account.bots.get(Number(ctx.params.id));
  return bot ? ok(view(ctx, bot)) : noContent;
}

function botOf(ctx: ApiContext, botId: number): Bot {
  const bot = ctx.account.bots.get(botId);
  if (!bot) throw new ApiProblem(404, 'Bot not found');
  return bot;
}

function demandEntity(ctx: ApiContext, { entity_id, entity_type }: RunBody): void {
  const entity = ctx.account[entity_type].get(entity_id);
  if (!entity || entity.is_deleted) throw new ApiProblem(404, 'Entity not found');
  demand(mayDo(ctx.user, 'view', entity_type, entity));
}

/** The plain text "Accepted" that clients must not parse as JSON (config 8, 12). */
const accepted: Answer = { status: 202, body: 'Accepted', type: 'text/html; charset=UTF-8' };

function run(ctx: ApiContext): Answer {
  const bot = botOf(ctx, Number(ctx.params.id));
  const { body, validation } = readObject(ctx, runShape);
  validation.throwIfAny();
  demandEntity(ctx, body);
  startBot(ctx.scope, bot, body);
  return accepted;
}

/** The items of a run request. Above a hundred it is 400: the method documents no 422 (config 6.1). */
function readRuns<T>(ctx: ApiContext, shape: Shape<T>): T[] {
  if (Array.isArray(ctx.body) && ctx.body.length > maxRuns)
    throw new ApiProblem(400, `Limit ${maxRuns} runs per request`);
  const { items, validation } = readBatch(ctx, shape);
  validation.throwIfAny();
  return items.map(({ body }) => body);
}

function startAll(ctx: ApiContext, wanted: (RunBody & { bot_id: number })[]): void {
  const work = wanted.map((one) => {
    demandEntity(ctx, one);
    return { bot: botOf(ctx, one.bot_id), on: one };
  });
  for (const { bot, on } of work) startBot(ctx.scope, bot, on);
}

function runMany(ctx: ApiContext): Answer {
  startAll(ctx, readRuns(ctx, batchShape));
  return { status: 202 };
}

/** Knows 202 and 400 only, so what is not there is 400 here. */
function runLegacy(ctx: ApiContext): Answer {
  const wanted = readRuns(ctx, legacyShape).map((one) => {
    return { ...one, entity_type: legacyTypes[one.entity_type] ?? 'leads' };
  });
  try {
    startAll(ctx, wanted);
  } catch (error) {
    throw error instanceof ApiProblem && error.status === 404 ? new ApiProblem(400, error.detail) : error;
  }
  return ok({ success: true, _links: selfLink(ctx, ctx.path) }, 202);
}

function stop(ctx: ApiContext): Answer {
  const bot = botOf(ctx, Number(ctx.params.id));
  const { body, validation } = readObject(ctx, stopShape);
  validation.throwIfAny();
  demandEntity(ctx, body);
  stopBot(ctx.account, bot, body);
  return { status: 202 };
}

/** Config 6.1. No method writes a bot: POST, PATCH and DELETE answer 405. */
export const botRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v4/bots', rights: 'user', handle: list },
  { method: 'GET', path: '/api/v4/bots/:id', rights: 'user', handle: show },
  { method: 'POST', path: '/api/v4/bots/:id/run', rights: 'user', handle: run },
  { method: 'POST', path: '/api/v4/bots/run', rights: 'user', handle: runMany },
  { method: 'POST', path: '/api/v4/bots/:id/stop', rights: 'user', handle: stop },
  { method: 'POST', path: '/api/v2/salesbot/run', rights: 'user', handle: runLegacy },
];
