import { patchLead } from '@hub/amocrm';
import { TRANSFER_FIELD_CODE, type RoutingRulesBody } from '@hub/contracts';
import { message, type MessageKey } from '@hub/messages';
import { closingStatusIds } from '../lead/route-lead.js';
import { textOf } from '../region/read-places.js';
import type { CardPart } from './card-parts.js';
import { isChosenElsewhere } from './is-chosen-elsewhere.js';
import type { TransferStep } from './transfer-step.js';
import type { TransferRow } from './transfer.entity.js';
import { isNamed, unique } from './what-stays.js';
import { writeCard } from './write-card.js';

/**
 * `hq-noted` → `done`: the HQ lead moves to its handed-over stage. A lead that a person has closed, deleted or taken
 * out of the intake pipeline meanwhile stays where that person put it, and the branch that a person has named in «Филиал»
 * meanwhile stays there: the lead goes on to it.
 */
export const handOverStep: TransferStep = {
  side: 'hq',

  async look({ findHqLead, rules, transfer }) {
    const lead = await findHqLead();
    const isMovable =
      lead?.pipeline_id === rules.intakePipelineId &&
      // A re-routed lead stands there already, and carries the branch before.
      (lead.status_id !== rules.handedOverStatusId || transfer.isReRoute) &&
      !closingStatusIds.includes(lead.status_id);
    if (isMovable) return null;
    const isOver = lead === null || closingStatusIds.includes(lead.status_id);
    const leftOut = unique([...transfer.leftOut, ...(isOver ? [message('leftOut.hq-over')] : [])]);
    return { state: 'done', leftOut };
  },

  async write({ hq, transfer, rules, findHqLead, readShownName }) {
    const lead = await findHqLead();
    const shown = lead && textOf(lead, rules.branchFieldId ?? null);
    // The branch may have been renamed on the way, and the list has its former name no longer.
    const branchName = await readShownName();
    const isChosen = isChosenElsewhere(shown, { ...transfer, branchName });
    const branchFieldId = isChosen ? null : rules.branchFieldId;
    const { answer, dropped } = await writeCard(
      partsOf({ ...transfer, branchName }, { ...rules, branchFieldId }),
      (card) => patchLead(hq, transfer.hqLeadId, card),
    );
    const leftOut = unique([...transfer.leftOut, ...dropped]);
    const isShown = branchFieldId != null && !isNamed(dropped, 'leftOut.branch');
    return {
      state: 'done',
      // Without it the lead is read once more, for the choice.
      ...{ hqWroteAt: isChosen ? null : answer, leftOut },
      ...(isShown ? { hqBranchName: branchName } : {}),
    };
  },
};

/**
 * The PATCH also fills «Филиал» in, and writes the transfer id: a lead in intake that carries one has been handed over,
 * whatever it was merged into meanwhile. An HQ account without these fields still hands its leads over.
 */
function partsOf({ id, branchName }: TransferRow, rules: RoutingRulesBody): CardPart[] {
  const { intakePipelineId, handedOverStatusId, branchFieldId } = rules;
  const field = (value: object, name: MessageKey) => ({
    place: 'custom_fields_values',
    value,
    name: message(name),
  });
  return [
    { place: 'pipeline_id', value: intakePipelineId, name: null },
    { place: 'status_id', value: handedOverStatusId, name: null },
    field({ field_code: TRANSFER_FIELD_CODE, values: [{ value: id }] }, 'leftOut.transfer-id'),
    ...(branchFieldId == null
      ? []
      : [field({ field_id: branchFieldId, values: [{ value: branchName }] }, 'leftOut.branch')]),
  ];
}
