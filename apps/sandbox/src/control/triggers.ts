import { noContent, plainJson, type Answer } from '../http/answer.js';
import { ApiProblem } from '../http/problem.js';
import { queryText } from '../http/query.js';
import type { CallContext, GlobalRoute } from '../http/route.js';
import { checkShape, type Shape } from '../http/shape.js';
import { RequestValidation } from '../http/validation.js';
import type { Account } from '../state/account.js';
import type { PipelineTrigger, TriggerEvent } from '../state/webhook.js';
import { controlAccount, controlBody } from './read-control.js';

interface SentTrigger {
  subdomain: string;
  pipelineId: number;
  statusId: number;
  kind?: PipelineTrigger['kind'];
  event?: TriggerEvent;
  destination: string;
  settings?: Record<string, unknown>;
}

const shape: Shape<SentTrigger> = {
  subdomain: { type: 'string', required: true },
  pipelineId: { type: 'int', required: true },
  statusId: { type: 'int', required: true },
  kind: { type: 'string', choices: ['webhook', 'widget'] },
  event: { type: 'string', choices: ['status', 'call_in', 'chat', 'mail_in', 'site_visit'] },
  destination: { type: 'string', required: true, notBlank: true },
  settings: { type: 'object' },
};

function add(ctx: CallContext): Answer {
  const body = controlBody(ctx);
  const validation = new RequestValidation();
  const errors = validation.item('0');
  checkShape(errors, body, shape, { prefix: '', strict: true });
  validation.throwIfAny();
  const sent = body as unknown as SentTrigger;
  const account = controlAccount(ctx, sent.subdomain);
  const pipeline = account.pipelines.get(sent.pipelineId);
  if (!pipeline) errors.add('NotSupportedChoice', 'pipelineId');
  else if (!pipeline.stages.some((stage) => stage.id === sent.statusId))
    errors.add('NotSupportedChoice', 'statusId');
  if (!/^https?:/.test(sent.destination) || !URL.canParse(sent.destination))
    errors.add('InvalidUrl', 'destination');
  validation.throwIfAny();
  const trigger: PipelineTrigger = {
    id: ctx.sandbox.ids.next(),
    pipeline_id: sent.pipelineId,
    status_id: sent.statusId,
    kind: sent.kind ?? 'webhook',
    event: sent.event ?? 'status',
    destination: sent.destination,
    settings: sent.settings ?? {},
    created_at: ctx.now,
  };
  account.triggers.set(trigger.id, trigger);
  return plainJson({ subdomain: account.subdomain, ...trigger }, 201);
}

const withTriggers = (ctx: CallContext): Account[] => {
  const subdomain = queryText(ctx.query, 'subdomain');
  return subdomain === undefined ? [...ctx.sandbox.accounts.values()] : [controlAccount(ctx, subdomain)];
};

function list(ctx: CallContext): Answer {
  const rows = withTriggers(ctx).flatMap((account) =>
    [...account.triggers.values()].map((trigger) => ({ subdomain: account.subdomain, ...trigger })),
  );
  return plainJson(rows);
}

function remove(ctx: CallContext): Answer {
  const id = Number(ctx.params.id);
  for (const account of ctx.sandbox.accounts.values()) if (account.triggers.delete(id)) return noContent;
  throw new ApiProblem(404, `No trigger ${id}`);
}

/**
 * Hooks of a digital pipeline, which only the web interface can set up: `POST triggers` `{subdomain, pipelineId,
 * statusId, destination, kind?, event?, settings?}` with `kind` `webhook` (form, config 7.5) or `widget` (JSON, entities
 * 14.1), `event` `status` (default), `call_in`, `chat`, `mail_in`, `site_visit`; `GET triggers?subdomain=`;
 * `DELETE triggers/{id}`.
 */
export const triggerControl: readonly GlobalRoute[] = [
  { method: 'POST', path: '/__sandbox__/triggers', handle: add },
  { method: 'GET', path: '/__sandbox__/triggers', handle: list },
  { method: 'DELETE', path: '/__sandbox__/triggers/:id', handle: remove },
];
