import { patchLead } from '@hub/amocrm';
import { TRANSFER_FIELD_CODE } from '@hub/contracts';
import { message, type MessageKey } from '@hub/messages';
import { isSameText } from '../custody/decide-place.js';
import { placeOfLead } from '../custody/place-of-lead.js';
import { textOf } from '../region/text-of.js';
import type { CardPart } from './card-parts.js';
import { isChosenElsewhere } from './is-chosen-elsewhere.js';
import type { TransferContext } from './transfer-context.js';
import type { StepResult } from './transfer-step.js';
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
  const isMoved =
    lead !== null && transfer.hqPlace !== null && !isSameText(placeOfLead(lead, rules), transfer.hqPlace);
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
    choiceGap: lead && answer.updatedAt !== null ? gap(lead.updated_at, answer.updatedAt) : null,
    hqWrite: answer,
    leftOut: unique([...transfer.leftOut, ...dropped]),
    ...(isShown ? { hqBranchName: branchName } : {}),
  };
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
