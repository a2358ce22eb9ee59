import { isObject, type BotHandler } from '../bots/bot-code.js';
import { continueBot } from '../bots/run-bot.js';
import type { Answer } from '../http/answer.js';
import { ApiProblem } from '../http/problem.js';
import { readObject } from '../http/read-items.js';
import type { ApiContext, Route } from '../http/route.js';
import { checkShape, type Rule, type Shape } from '../http/shape.js';
import type { ItemValidation } from '../http/validation.js';

interface ContinueBody {
  data?: Record<string, unknown> | unknown[];
  execute_handlers: BotHandler[];
}

const shape: Shape<ContinueBody> = {
  data: { type: ['object', 'array'] },
  execute_handlers: {
    type: 'array',
    required: true,
    items: {
      type: 'object',
      shape: {
        handler: { type: 'string', required: true, choices: ['show', 'goto'] },
        params: { type: 'object', required: true },
      },
    },
  },
};

const maxHandlers = 10;
const maxButtons = 25;

const gotoShape: Record<string, Rule> = {
  type: { type: 'string', required: true, choices: ['question', 'answer', 'finish'] },
  step: { type: 'int', required: true },
};

const textRule: Rule = { type: 'string', required: true, notBlank: true, maxLength: 80 };
const showType: Rule = { type: 'string', required: true, choices: ['text', 'buttons', 'buttons_url'] };

const showShapes: Partial<Record<string, Record<string, Rule>>> = {
  text: { type: showType, value: textRule, quick_replies: { type: 'array', items: { type: 'string' } } },
  buttons: {
    type: showType,
    value: textRule,
    buttons: { type: 'array', required: true, items: { type: 'string' } },
    accept_unsorted: { type: 'any' },
  },
  buttons_url: {
    type: showType,
    value: textRule,
    buttons: {
      type: 'array',
      required: true,
      items: {
        type: 'object',
        shape: { text: { type: 'string', required: true }, url: { type: 'string', required: true } },
      },
    },
  },
};

function checkHandler(
  { handler, params = {} }: Partial<BotHandler>,
  errors: ItemValidation,
  path: string,
): void {
  if (handler === undefined) return;
  const type = String(params.type);
  const rules =
    handler === 'goto' ? gotoShape : Object.hasOwn(showShapes, type) ? showShapes[type] : undefined;
  checkShape(errors, params, rules ?? { type: showType, value: textRule }, {
    prefix: `${path}.params.`,
    strict: rules !== undefined,
  });
  if (Array.isArray(params.buttons) && params.buttons.length > maxButtons)
    errors.add(
      'TooMany',
      `${path}.params.buttons`,
      `This collection should contain ${maxButtons} elements or less.`,
    );
}

/** Config 6.3 and its corrections: one to ten handlers, only `show` and `goto`. 404 without a waiting record. */
function goOn(ctx: ApiContext): Answer {
  const { body, errors, validation } = readObject(ctx, shape);
  const sent: Partial<ContinueBody> = body;
  const handlers = sent.execute_handlers ?? [];
  if (sent.execute_handlers?.length === 0) errors.add('NotBlank', 'execute_handlers');
  handlers.forEach((handler, index) => checkHandler(handler, errors, `execute_handlers.${index}`));
  if (handlers.length > maxHandlers)
    errors.add(
      'TooMany',
      'execute_handlers',
      `This collection should contain ${maxHandlers} elements or less.`,
    );
  validation.throwIfAny();
  const run = ctx.account.botRuns.get(ctx.params.continue ?? '');
  if (run?.bot_id !== Number(ctx.params.bot) || run.state !== 'waiting')
    throw new ApiProblem(404, 'Waiting record not found');
  continueBot(ctx.scope, run, { data: isObject(body.data) ? body.data : {}, handlers });
  return { status: 202 };
}

export const botContinueRoutes: readonly Route[] = ['salesbot', 'marketingbot'].map((kind): Route => ({
  method: 'POST',
  path: `/api/v4/${kind}/:bot/continue/*continue`,
  rights: 'admin',
  handle: goOn,
}));
