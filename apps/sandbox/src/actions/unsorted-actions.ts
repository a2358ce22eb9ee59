import type { WriteScope } from '../changes/write-scope.js';
import { placeFor } from '../entities/lead-place.js';
import { acceptUnsorted, declineUnsorted } from '../entities/write-unsorted.js';
import type { ItemValidation } from '../http/validation.js';
import type { Unsorted } from '../state/unsorted.js';
import { action, BadAction, need, refuse, type Action } from './action.js';

function waitingOf({ account }: WriteScope, uid: string, errors: ItemValidation): Unsorted {
  const unsorted = need(errors, 'uid', account.unsorted.get(uid));
  if (unsorted.state !== 'waiting') refuse('The incoming lead is sorted already');
  return unsorted;
}

const accept = action<{ uid: string; statusId?: number }>(
  { uid: { type: 'string', required: true }, statusId: { type: 'int' } },
  (scope, { uid, statusId }, errors) => {
    const unsorted = waitingOf(scope, uid, errors);
    const { pipeline_id } = unsorted;
    const wanted = statusId === undefined ? { pipeline_id } : { status_id: statusId };
    const present = statusId === undefined ? null : { pipeline_id, status_id: 0 };
    const place = need(errors, 'statusId', placeFor(scope.account, wanted, present, errors));
    if (errors.errors.length > 0) throw new BadAction();
    acceptUnsorted(scope, unsorted, { place, owner: undefined });
    return { uid, leadId: unsorted.lead_id, ...place };
  },
);

const decline = action<{ uid: string }>(
  { uid: { type: 'string', required: true } },
  (scope, { uid }, errors) => {
    const unsorted = waitingOf(scope, uid, errors);
    declineUnsorted(scope, unsorted);
    return { uid, leadId: unsorted.lead_id };
  },
);

/** What people do with «Неразобранное». */
export const unsortedActions: Record<string, Action> = {
  'unsorted.accept': accept,
  'unsorted.decline': decline,
};
