import { isFinal } from '../entities/lead-place.js';
import { recordChanges, type WriteScope } from '../changes/write-scope.js';
import type { ItemValidation } from '../http/validation.js';
import { switchOf, type Account } from '../state/account.js';
import {
  firstWorkingStage,
  renumberStages,
  stagePalette,
  wonStageId,
  type Pipeline,
  type Stage,
} from '../state/pipeline.js';

/** Reports a colour outside the palette; the colour the stage has already is always accepted, in any case. */
export function checkColor(
  account: Account,
  errors: ItemValidation,
  color: string | undefined,
  path: string,
  present?: string,
): void {
  const known = color?.toLowerCase();
  if (known === undefined || known === present?.toLowerCase()) return;
  if (switchOf(account, 'stage_color_check') && !stagePalette.has(known))
    errors.add('NotSupportedChoice', path);
}

/** Drops every reference to a stage that is gone from fields and rights. */
export function forgetStage(account: Account, pipelineId: number, stageId: number): void {
  const other = (ref: { pipeline_id: number; status_id: number }): boolean =>
    ref.pipeline_id !== pipelineId || ref.status_id !== stageId;
  for (const field of account.fields.values()) {
    if (field.required_statuses) field.required_statuses = field.required_statuses.filter(other);
    field.hidden_statuses = field.hidden_statuses.filter(other);
  }
  for (const { rights } of [...account.users.values(), ...account.roles.values()]) {
    if (rights.status_rights) rights.status_rights = rights.status_rights.filter(other);
  }
}

/** Gives a stage its new place: it takes the position of the stage that has this sort now (config 3.3). */
export function moveStage(pipeline: Pipeline, stage: Stage, sort: number): void {
  stage.sort = sort < stage.sort ? sort - 0.5 : sort + 0.5;
  renumberStages(pipeline);
}

/** Moves the leads of a stage that is being deleted to the first stage of its pipeline (config 3.4). */
export function moveLeads(scope: WriteScope, pipeline: Pipeline, from: Stage, to: Stage): void {
  for (const lead of scope.account.leads.values()) {
    if (lead.pipeline_id !== pipeline.id || lead.status_id !== from.id) continue;
    const before = { pipeline_id: pipeline.id, status_id: from.id };
    lead.previous_status_id = from.id;
    lead.status_id = to.id;
    lead.in_stage_since = scope.now;
    lead.updated_at = scope.now;
    lead.updated_by = scope.origin.author;
    if (lead.is_deleted) continue;
    const after = { pipeline_id: pipeline.id, status_id: to.id };
    recordChanges(scope, { type: 'leads', id: lead.id }, [{ kind: 'stage', before, after }]);
  }
}

/**
 * Moves the leads that a deleted pipeline leaves, all of them in the trash. Restored, they are in the first stage of `to`, or
 * are won or lost as before. Nobody is told, as nobody sees them.
 */
export function moveTrash({ account, now }: WriteScope, from: Pipeline, to: Pipeline): void {
  for (const lead of account.leads.values()) {
    if (lead.pipeline_id !== from.id) continue;
    lead.pipeline_id = to.id;
    lead.in_stage_since = now;
    if (isFinal(lead.status_id)) continue;
    lead.previous_status_id = lead.status_id;
    lead.status_id = firstWorkingStage(to)?.id ?? wonStageId;
  }
}
