import type { ReservationView } from '@hub/contracts';
import { message, type Message } from '@hub/messages';

/** A reserved lead or place, as it is stored. */
export interface OpenReservation {
  id: string;
  kind: ReservationView['kind'];
  since: Date;
  accountId: string;
  leadId: number;
  userId: number | null;
  branchId: string | null;
  /** Whether the change of a claim's lead was sent; a place knows none. */
  isWriting: boolean;
  /** Id of the job that ends a claim where it is a dead letter: then no job ends the claim. */
  deadLetterId: string | null;
}

/** What the words depend on beside the lead. */
export interface Reader {
  /** Whether the hub may call the lead's account. */
  isCallable: boolean;
  /** Whether the reader may see branches of their own only: ids of head office and its account are left out. */
  isBranch: boolean;
}

/** What a reader sees of it: why it is reserved and what ends it. */
export function viewReservation(
  { isWriting, deadLetterId, ...reservation }: OpenReservation,
  reader: Reader,
): ReservationView {
  const words = wordsOf({ isWriting, deadLetterId, ...reservation }, reader);
  const ofHq = reservation.kind === 'quota' && reader.isBranch ? { accountId: null, leadId: null } : {};
  return { ...reservation, ...ofHq, since: reservation.since.toISOString(), ...words };
}

function wordsOf(
  reservation: OpenReservation,
  { isCallable, isBranch }: Reader,
): Pick<ReservationView, 'why' | 'nextStep'> {
  const { kind, leadId } = reservation;
  if (kind === 'quota' && isBranch)
    return { why: message('limits.reserved-quota-own'), nextStep: message('limits.reserved-quota-own-next') };
  if (kind === 'quota')
    return {
      why: message('limits.reserved-quota', { leadId }),
      nextStep: message('limits.reserved-quota-next'),
    };
  const why = message(reservation.isWriting ? 'limits.reserved-claim-written' : 'limits.reserved-claim', {
    leadId,
  });
  return { why, nextStep: nextOfClaim(reservation.deadLetterId, isCallable) };
}

function nextOfClaim(deadLetterId: string | null, isCallable: boolean): Message {
  if (deadLetterId !== null) return message('limits.reserved-claim-next-dead', { id: deadLetterId });
  return message(isCallable ? 'limits.reserved-claim-next' : 'limits.reserved-claim-next-away');
}
