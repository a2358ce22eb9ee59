import { normaliseRegion } from '@hub/accounts';
import { patchLead, type AmoLead } from '@hub/amocrm';
import { TRANSFER_FIELD_CODE, type StageRef } from '@hub/contracts';
import { message, type MessageKey } from '@hub/messages';
import { isSameText } from '../custody/decide-place.js';
import { placeOfLead } from '../custody/place-of-lead.js';
import { textOf } from '../region/text-of.js';
import { carries } from './branch-lead.js';
import type { CardPart } from './card-parts.js';
import { foundSecond } from './found-second.js';
import { isChosenElsewhere } from './is-chosen-elsewhere.js';
import type { TransferContext } from './transfer-context.js';
import type { StepResult } from './transfer-step.js';
import type { TransferRow } from './transfer.entity.js';
import { isNamed, unique } from './what-stays.js';
import { writeCard } from './write-card.js';

/**
 * Moves the HQ lead to the place of these parts. The same PATCH fills «Филиал» in, unless a person has named another
 * branch there meanwhile, and writes the transfer id: a lead that carries one has been handed over, whatever it was
 * merged into since. An HQ account without these fields still hands its leads over. Returns what the transfer knows of
 * the HQ lead then, and what was written.
 */
export async function writeHqLead(
  { hq, transfer, rules, findHqLead, readShownName }: TransferContext,
  place: readonly CardPart[],
): Promise<
  Pick<StepResult, 'hqWroteAt' | 'choiceReadAt' | 'choiceGap' | 'hqBranchName' | 'leftOut' | 'hqWrite'>
> {
  const lead = await findHqLead();
  const shown = lead && textOf(lead, rules.branchFieldId ?? null);
  // The branch may have been renamed on the way, and the list has its former name no longer.
  const branchName = await readShownName();
  const isChosen = isChosenElsewhere(shown, { ...transfer, branchName });
  const isMoved = lead !== null && isMovedPlace(lead, { transfer, rules });
  const branchFieldId = isChosen ? null : rules.branchFieldId;
  const parts = [...place, ...marksOf(transfer.id, branchName, branchFieldId ?? null)];
  const { answer, dropped } = await writeCard(parts, async (change) => ({
    updatedAt: await patchLead(hq, transfer.hqLeadId, change),
    change,
  }));
  const isShown = branchFieldId != null && !isNamed(dropped, 'leftOut.branch');
  return {
    // Without `choiceReadAt` the lead is read once more, for the choice.
    hqWroteAt: isChosen ? null : answer.updatedAt,
    choiceReadAt: isChosen || isMoved ? null : answer.updatedAt,
    choiceGap: lead && answer.updatedAt !== null ? gap(gapBegin(transfer, lead), answer.updatedAt) : null,
    hqWrite: answer,
    leftOut: unique([...transfer.leftOut, ...dropped]),
    ...(isShown ? { hqBranchName: branchName } : {}),
  };
}

/**
 * What the transfer knows of the HQ lead when a begun write is found in it (`lead`, read now): see `foundSecond`. The gap in
 * which the write may have replaced what people changed ends now, unless they have moved the lead since.
 */
export async function foundInHqLead(
  { transfer, rules, readShownName }: TransferContext,
  lead: AmoLead,
  { pipelineId, statusId }: StageRef,
): Promise<Pick<StepResult, 'hqWroteAt' | 'choiceReadAt' | 'choiceGap' | 'hqBranchName'>> {
  const [shown, own] = [textOf(lead, rules.branchFieldId ?? null), await readShownName()];
  const isOwn = shown !== null && normaliseRegion(shown) === normaliseRegion(own);
  const isThere = lead.pipeline_id === pipelineId && lead.status_id === statusId;
  const isMoved = isMovedPlace(lead, { transfer, rules });
  const isKnown = isOwn || rules.branchFieldId == null;
  const second = foundSecond({ isKnown, isThere, isMoved, updatedAt: lead.updated_at });
  const { choiceGap } = transfer;
  return {
    ...{ hqWroteAt: second, choiceReadAt: second },
    choiceGap: choiceGap && isThere ? { ...gap(choiceGap.after, lead.updated_at), isFound: true } : null,
    // «Филиал» of a person stays a choice: only the branch's own name counts as written.
    ...(isOwn ? { hqBranchName: own } : {}),
  };
}

/** Its place is another one than that by which the branch was decided. */
function isMovedPlace(
  lead: AmoLead,
  { transfer, rules }: Pick<TransferContext, 'transfer' | 'rules'>,
): boolean {
  return transfer.hqPlace !== null && !isSameText(placeOfLead(lead, rules), transfer.hqPlace);
}

/**
 * The second of the last change that was read before the hub wrote: that of an earlier attempt, whose answer was lost and which the
 * lead (as it is read now) shows.
 */
export function gapBegin({ id, choiceGap }: TransferRow, lead: AmoLead): number {
  return choiceGap && carries(lead, id) ? choiceGap.after : lead.updated_at;
}

/** The hub's own write falls into the last second of it. */
const gap = (after: number, until: number) => ({ after, until });

function marksOf(transferId: string, branchName: string, branchFieldId: number | null): CardPart[] {
  const field = (value: object, name: MessageKey) => ({
    place: 'custom_fields_values',
    value,
    name: message(name),
  });
  return [
    field({ field_code: TRANSFER_FIELD_CODE, values: [{ value: transferId }] }, 'leftOut.transfer-id'),
    ...(branchFieldId === null
      ? []
      : [field({ field_id: branchFieldId, values: [{ value: branchName }] }, 'leftOut.branch')]),
  ];
}
