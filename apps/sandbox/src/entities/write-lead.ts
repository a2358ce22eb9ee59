import type { ChangeDetail } from '../changes/change.js';
import { recordChanges, type WriteScope } from '../changes/write-scope.js';
import type { ItemValidation } from '../http/validation.js';
import { mainPipeline, type Account } from '../state/account.js';
import type { FieldValues, Lead } from '../state/entity.js';
import { firstWorkingStage, lostStageId, wonStageId } from '../state/pipeline.js';
import { applyCommon, applyFieldValues, newEntityBase, touch, type EntityBody } from './write-entity.js';

export interface LeadBody extends EntityBody {
  price?: number | null;
  status_id?: number;
  pipeline_id?: number;
  loss_reason_id?: number | null;
  closed_at?: number | null;
}

/** Where a lead is or is going to. */
export interface Place {
  pipeline_id: number;
  status_id: number;
}

/**
 * The place a write means (entities 1.4, 1.7): without anything the present place, or the first stage of the main
 * pipeline; a stage alone may lead to another pipeline; a pipeline alone means its first working stage. Reports
 * NotSupportedChoice for an unknown or unsorted stage and returns null then.
 */
export function placeFor(
  account: Account,
  body: LeadBody,
  present: Place | null,
  errors: ItemValidation,
): Place | null {
  const { pipeline_id: sentPipeline, status_id: sentStatus } = body;
  if (sentPipeline === undefined && sentStatus === undefined && present) return present;
  const systemStatus = sentStatus === wonStageId || sentStatus === lostStageId;
  const owner = [...account.pipelines.values()].find((one) =>
    one.stages.some((stage) => stage.id === sentStatus),
  );
  const pipeline =
    sentPipeline !== undefined
      ? account.pipelines.get(sentPipeline)
      : sentStatus === undefined || systemStatus
        ? ((present && account.pipelines.get(present.pipeline_id)) ?? mainPipeline(account))
        : owner;
  if (!pipeline) {
    errors.add('NotSupportedChoice', sentPipeline === undefined ? 'status_id' : 'pipeline_id');
    return null;
  }
  if (sentStatus === undefined) {
    if (present?.pipeline_id === pipeline.id) return present;
    return { pipeline_id: pipeline.id, status_id: firstWorkingStage(pipeline)?.id ?? wonStageId };
  }
  const stage = pipeline.stages.find((one) => one.id === sentStatus);
  if (stage?.type !== 0) {
    errors.add('NotSupportedChoice', 'status_id');
    return null;
  }
  return { pipeline_id: pipeline.id, status_id: stage.id };
}

const isFinal = (statusId: number): boolean => statusId === wonStageId || statusId === lostStageId;

/** A checked write, ready to be carried out. */
export interface LeadWrite {
  body: LeadBody;
  place: Place;
  values: FieldValues[];
}

/** Creates a lead. Everything must have been checked before. */
export function addLead(scope: WriteScope, { body, place, values }: LeadWrite): Lead {
  const base = newEntityBase(scope, body);
  const lead: Lead = {
    ...base,
    ...place,
    name: base.name === '' ? `Сделка #${base.id}` : base.name,
    price: body.price ?? 0,
    loss_reason_id: body.loss_reason_id ?? null,
    source_id: null,
    closed_at: body.closed_at ?? (isFinal(place.status_id) ? scope.now : null),
    score: null,
    labor_cost: null,
    is_price_modified_by_robot: false,
    visitor_uid: null,
    contacts: [],
    company_id: null,
  };
  applyFieldValues(lead, values);
  scope.account.leads.set(lead.id, lead);
  recordChanges(scope, { type: 'leads', id: lead.id }, [{ kind: 'added' }]);
  return lead;
}

function applyPlace(scope: WriteScope, lead: Lead, { body, place }: LeadWrite): ChangeDetail[] {
  if (place.status_id === lead.status_id && place.pipeline_id === lead.pipeline_id) return [];
  const before = { pipeline_id: lead.pipeline_id, status_id: lead.status_id };
  lead.pipeline_id = place.pipeline_id;
  lead.status_id = place.status_id;
  if (isFinal(place.status_id)) lead.closed_at = body.closed_at ?? scope.now;
  else lead.closed_at = null;
  if (place.status_id !== lostStageId) lead.loss_reason_id = null;
  return [{ kind: 'stage', before, after: { pipeline_id: lead.pipeline_id, status_id: lead.status_id } }];
}

/** Changes the keys present in a checked write; records and touches only when something differs. */
export function changeLead(scope: WriteScope, lead: Lead, write: LeadWrite): void {
  const { body } = write;
  const details = [...applyCommon(scope, lead, body), ...applyPlace(scope, lead, write)];
  if (typeof body.price === 'number' && body.price !== lead.price) {
    details.push({ kind: 'price', before: lead.price, after: body.price });
    lead.price = body.price;
  }
  const keys: string[] = [];
  if (body.loss_reason_id !== undefined && body.loss_reason_id !== lead.loss_reason_id) {
    lead.loss_reason_id = body.loss_reason_id;
    keys.push('loss_reason_id');
  }
  if (body.closed_at !== undefined && body.closed_at !== lead.closed_at) {
    lead.closed_at = body.closed_at;
    keys.push('closed_at');
  }
  if (keys.length > 0) details.push({ kind: 'other', keys });
  details.push(...applyFieldValues(lead, write.values));
  if (details.length > 0) touch(scope, lead, body);
  recordChanges(scope, { type: 'leads', id: lead.id }, details);
}
