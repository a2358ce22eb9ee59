import { mainContactOf, type AmoLead } from '@hub/amocrm';
import { message } from '@hub/messages';
import { mirrorCodes } from '../custody/decide-mirror.js';
import { closingStatusIds } from '../lead/route-lead.js';
import { carries, endAsMerged, keptOwner } from './branch-lead.js';
import type { CardPart } from './card-parts.js';
import type { TransferContext } from './transfer-context.js';
import type { TransferStep } from './transfer-step.js';
import type { TransferRow } from './transfer.entity.js';
import type { TransferProgress } from './transfer.repository.js';
import { isInPlace } from './is-in-place.js';
import { isNamed, unique } from './what-stays.js';
import { foundInHqLead, writeHqLead } from './write-hq-lead.js';

/**
 * `decided` → `branch-noted` for a branch inside HQ: the HQ lead itself becomes the branch lead, by one PATCH of its
 * place, owner, «Филиал» and transfer id. There is no second card. After a begun write a lead was moved that carries
 * the transfer id, wherever people have put it since. One that a person has moved there before stays in its stage and
 * gets the rest. One that is closed or gone stays as it is.
 */
export const moveStep: TransferStep = {
  side: 'hq',
  replacesReadValues: true,
  makesLead: () => true,

  async find(context, since) {
    const { transfer, findHqLead, rereadHqLead } = context;
    const lead = await (since === null ? findHqLead() : rereadHqLead());
    if (!lead || closingStatusIds.includes(lead.status_id)) {
      const leftOut = unique([...transfer.leftOut, message('leftOut.hq-over')]);
      return { state: 'done', ...madeOf(transfer, lead), ...knownAt(lead?.updated_at ?? null), leftOut };
    }
    if (since === null) return endAsMerged(context, lead);
    return carries(lead, transfer.id) ? foundMoved(context, lead) : null;
  },

  async write(context) {
    const { transfer } = context;
    const lead = await context.findHqLead();
    const written = await writeHqLead(context, [...placeOf(transfer, lead), ...outdatedOf(lead)]);
    const isRefused = lead !== null && isNamed(written.leftOut ?? [], 'leftOut.owner');
    const kept = isRefused ? keptOwner(context, lead) : {};
    return { state: 'branch-noted', ...madeOf(transfer, lead), ...kept, ...written };
  },
};

/** A lead that a person has moved back to the intake was moved there behind the hub's write (`isBranchReading`). */
async function foundMoved(context: TransferContext, lead: AmoLead): Promise<TransferProgress> {
  const { transfer, rules } = context;
  const found = await foundInHqLead(context, lead, transfer.target);
  const isBack = lead.pipeline_id === rules.intakePipelineId;
  return {
    ...{ state: 'branch-noted', ...madeOf(transfer, lead), ...found },
    ...(isBack ? { hqWroteAt: lead.updated_at - 1 } : {}),
  };
}

/** A lead that was read, not written, shows what the hub would have written. */
const knownAt = (second: number | null) => ({ hqWroteAt: second, choiceReadAt: second });

function madeOf({ hqLeadId }: TransferRow, lead: AmoLead | null) {
  return { branchLeadId: hqLeadId, branchContactId: lead && mainContactOf(lead) };
}

function placeOf(transfer: TransferRow, lead: AmoLead | null): CardPart[] {
  const { pipelineId, statusId, ownerId } = transfer.target;
  const owner = { place: 'responsible_user_id', value: ownerId, name: message('leftOut.owner') };
  const place = [
    { place: 'pipeline_id', value: pipelineId, name: null },
    { place: 'status_id', value: statusId, name: null },
  ];
  return [...(isInPlace(transfer, lead) ? [] : place), ...(ownerId === null ? [] : [owner])];
}

/** What the HQ lead shows of a branch that had it before is empty from now on. */
function outdatedOf(lead: AmoLead | null): CardPart[] {
  const codes: readonly (string | null)[] = Object.values(mirrorCodes);
  const shown = (lead?.custom_fields_values ?? []).filter(
    ({ field_code: code, values }) => codes.includes(code) && values.length > 0,
  );
  return shown.map(({ field_id, field_code }) => ({
    place: 'custom_fields_values',
    value: { field_id, values: null },
    name: message('custody.no-field', { code: field_code ?? '' }),
  }));
}
