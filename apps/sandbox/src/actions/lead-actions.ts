import type { LeadBody } from '../entities/check-lead.js';
import { placeFor, type Place } from '../entities/lead-place.js';
import { addLead, changeLead } from '../entities/write-lead.js';
import { customValuesRule, readCustomValues, type SentValues } from '../values/custom-values.js';
import type { WriteScope } from '../changes/write-scope.js';
import type { Rule, Shape } from '../http/shape.js';
import type { ItemValidation } from '../http/validation.js';
import type { Account } from '../state/account.js';
import type { Lead } from '../state/entity.js';
import { lostStageId } from '../state/pipeline.js';
import { action, BadAction, need, type Action, type ActionResult } from './action.js';

const idRule: Rule = { type: 'int', required: true, min: 1 };

export function leadOf(account: Account, id: number, errors: ItemValidation): Lead {
  const lead = account.leads.get(id);
  return need(errors, 'leadId', lead?.is_deleted ? undefined : lead);
}

/** Any stage, the unsorted one too: people may do what the API refuses. */
function anyPlace(
  account: Account,
  body: { statusId: number; pipelineId?: number },
  errors: ItemValidation,
): Place {
  const { statusId, pipelineId } = body;
  const pipeline =
    pipelineId === undefined
      ? [...account.pipelines.values()].find((one) =>
          one.stages.some(({ id, type }) => id === statusId && type === 1),
        )
      : account.pipelines.get(pipelineId);
  const unsorted = pipeline?.stages.find((stage) => stage.id === statusId && stage.type === 1);
  if (pipeline && unsorted) return { pipeline_id: pipeline.id, status_id: unsorted.id };
  return need(
    errors,
    'statusId',
    placeFor(account, { status_id: statusId, pipeline_id: pipelineId }, null, errors),
  );
}

interface Move {
  leadId: number;
  statusId: number;
  pipelineId?: number;
  lossReasonId?: number | null;
}

const move = action<Move>(
  {
    leadId: idRule,
    statusId: idRule,
    pipelineId: { type: 'int' },
    lossReasonId: { type: 'int', nullable: true, min: 1 },
  },
  (scope, body, errors) => {
    const { account } = scope;
    const lead = leadOf(account, body.leadId, errors);
    const pipelineId =
      body.pipelineId ?? (body.statusId === 142 || body.statusId === 143 ? lead.pipeline_id : undefined);
    const place = anyPlace(account, { statusId: body.statusId, pipelineId }, errors);
    if (body.lossReasonId) need(errors, 'lossReasonId', account.lossReasons.get(body.lossReasonId));
    if (body.lossReasonId && place.status_id !== lostStageId) need(errors, 'lossReasonId', null);
    const loss = body.lossReasonId === undefined ? {} : { loss_reason_id: body.lossReasonId };
    changeLead(scope, lead, { body: loss, place, values: [] });
    return { leadId: lead.id, ...place };
  },
);

interface LeadFields {
  name?: string;
  price?: number;
  responsibleUserId?: number;
  fields?: SentValues[];
}

const leadFields: Shape<LeadFields> = {
  name: { type: 'string', notBlank: true },
  price: { type: 'float', min: 0 },
  responsibleUserId: { type: 'int' },
  fields: { ...customValuesRule, nullable: false },
};

function leadBody(account: Account, body: LeadFields, errors: ItemValidation): LeadBody {
  const { name, price, responsibleUserId } = body;
  if (responsibleUserId !== undefined)
    need(errors, 'responsibleUserId', account.users.get(responsibleUserId));
  return { name, price, responsible_user_id: responsibleUserId };
}

function write(scope: WriteScope, lead: Lead, body: LeadFields, errors: ItemValidation): ActionResult {
  const sent = leadBody(scope.account, body, errors);
  const values = readCustomValues(scope.account, 'leads', body.fields ?? [], errors);
  if (errors.errors.length > 0) throw new BadAction();
  changeLead(scope, lead, { body: sent, place: lead, values });
  return { leadId: lead.id };
}

const change = action<LeadFields & { leadId: number }>(
  { leadId: idRule, ...leadFields },
  (scope, body, errors) => write(scope, leadOf(scope.account, body.leadId, errors), body, errors),
);

const create = action<LeadFields & { statusId?: number; pipelineId?: number }>(
  { ...leadFields, statusId: { type: 'int' }, pipelineId: { type: 'int' } },
  (scope, body, errors) => {
    const { account } = scope;
    const sent = leadBody(account, body, errors);
    const values = readCustomValues(account, 'leads', body.fields ?? [], errors);
    const wanted = { status_id: body.statusId, pipeline_id: body.pipelineId };
    const place = need(errors, 'statusId', placeFor(account, wanted, null, errors));
    if (errors.errors.length > 0) throw new BadAction();
    return { leadId: addLead(scope, { body: sent, place, values }).id };
  },
);

/** What people do with leads. `lead.fill-field` is the short form of `lead.change` with one field. */
export const leadActions: Record<string, Action> = {
  'lead.move': move,
  'lead.change': change,
  'lead.create': create,
};
