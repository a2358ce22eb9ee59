import type { WriteScope } from '../changes/write-scope.js';
import { botToken } from '../disposable-tokens.js';
import type { Sandbox } from '../sandbox.js';
import { originOf, switchOf, type Account } from '../state/account.js';
import type { Bot, BotPart, BotRun } from '../state/bot.js';
import type { Integration } from '../state/integration.js';
import { formEncode, formType, type FormBody } from '../webhooks/form-encode.js';
import { fillByBot } from './fill-field.js';
import { fillMarkers } from './markers.js';
import { handlersOf, parseJson, stepsOf, type BotHandler } from './bot-code.js';

/** Jumps one run may make before it counts as endless. */
const maxJumps = 1000;

/** Tokens know no companies (config 2.5). */
const tokenTypes = { leads: 'lead', contacts: 'contact', companies: null } as const;

/** The integration whose widget asks: that of the longest installation. */
function askingIntegration(sandbox: Sandbox, account: Account): Integration | undefined {
  for (const { clientId, enabled } of account.installations.values()) {
    const integration = enabled ? sandbox.integrations.get(clientId) : undefined;
    if (integration) return integration;
  }
  return undefined;
}

function askWidget(sandbox: Sandbox, account: Account, run: BotRun, { params }: BotHandler): boolean {
  const integration = askingIntegration(sandbox, account);
  const { url, data = {} } = params;
  const entityType = tokenTypes[run.entity_type];
  if (!integration || !entityType || typeof url !== 'string' || !URL.canParse(url)) return false;
  const { entity_id: entityId } = run;
  const token = botToken(sandbox, account, integration, {
    entityType,
    entityId,
    url,
  });
  const return_url = `${originOf(account)}/api/v4/salesbot/${run.bot_id}/continue/${run.continue_id}`;
  const body = { token, data: fillMarkers(account, run, data) as FormBody, return_url };
  const asForm = switchOf(account, 'widget_request_body') === 'form';
  sandbox.webhooks.add({
    subdomain: account.subdomain,
    webhookId: null,
    destination: url,
    event: 'bot_widget_request',
    contentType: asForm ? formType : 'application/json',
    body: asForm ? formEncode(body) : JSON.stringify(body),
  });
  return true;
}

/** What a bot does is done by the robot, whoever started it (entities 0.2). */
const byRobot = (scope: WriteScope): WriteScope => ({
  ...scope,
  origin: { author: 0, via: 'robot', clientId: null },
});

const parts: readonly unknown[] = ['answer', 'finish'] satisfies BotPart[];

/** A `goto` names a step and the part of it that is run: `finish` is its last handlers, not an end without them. */
function jump(run: BotRun, { type, step }: BotHandler['params']): void {
  run.step = Number(step);
  run.part = parts.includes(type) ? (type as BotPart) : 'question';
  run.index = 0;
}

/**
 * Goes on from where the run stands: follows `goto`, carries out actions, stops at `widget_request` until `continue`, ends
 * at the end or at `stop`. Other handlers do nothing: this is a model of the dialogue with a widget, and no client replies.
 */
function proceed(scope: WriteScope, run: BotRun): void {
  const { sandbox, account } = scope;
  const steps = stepsOf(parseJson(account.bots.get(run.bot_id)?.text ?? ''));
  run.state = 'running';
  for (let jumps = 0; jumps < maxJumps;) {
    const handler = handlersOf(steps.get(run.step), run.part ?? 'question')[run.index];
    if (!handler || handler.handler === 'stop') break;
    run.index += 1;
    if (handler.handler === 'goto') {
      jump(run, handler.params);
      jumps += 1;
    } else if (handler.handler === 'widget_request' && askWidget(sandbox, account, run, handler)) {
      run.state = 'waiting';
      return;
    } else if (handler.handler === 'action') fillByBot(byRobot(scope), run, handler.params);
  }
  run.state = 'done';
}

const isActive = (run: BotRun): boolean => run.state === 'running' || run.state === 'waiting';

/** Starts a bot on an entity. One bot per entity at a time: a second one does not start, and nobody is told. */
export function startBot(scope: WriteScope, bot: Bot, on: Pick<BotRun, 'entity_id' | 'entity_type'>): void {
  const { sandbox, account } = scope;
  for (const run of account.botRuns.values()) {
    if (run.entity_id === on.entity_id && run.entity_type === on.entity_type && isActive(run)) return;
  }
  if (!bot.is_active) return;
  const { entity_id, entity_type } = on;
  const run: BotRun = {
    continue_id: sandbox.ids.hex(32),
    bot_id: bot.id,
    entity_id,
    entity_type,
    state: 'running',
    step: 0,
    part: 'question',
    index: 0,
    data: {},
  };
  account.botRuns.set(run.continue_id, run);
  proceed(scope, run);
}

/** Ends what this bot does, everywhere or on one entity. */
export function stopBot(account: Account, bot: Bot, on?: Pick<BotRun, 'entity_id' | 'entity_type'>): void {
  for (const run of account.botRuns.values()) {
    const same = !on || (run.entity_id === on.entity_id && run.entity_type === on.entity_type);
    if (run.bot_id === bot.id && same && isActive(run)) run.state = 'stopped';
  }
}

/** Goes on after a `widget_request`: the first `goto` of the sent handlers decides where, else the next handler. */
export function continueBot(
  scope: WriteScope,
  run: BotRun,
  sent: { data: Record<string, unknown>; handlers: readonly BotHandler[] },
): void {
  run.data = { ...run.data, ...sent.data };
  const goto = sent.handlers.find(({ handler }) => handler === 'goto');
  if (goto) jump(run, goto.params);
  proceed(scope, run);
}
