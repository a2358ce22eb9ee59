import type { Message } from '@hub/messages';
import { ChoiceField, IdField, IntField, MomentField, TextListField } from './fields.js';
import { MessageField } from './message-field.js';
import type { Page } from './paging.js';
import { PageRequest } from './router.js';

export const reservationKinds = ['claim', 'quota'] as const;

/** A lead that is reserved: for a manager who pressed the button, or as a place in the quota of a branch. */
export class ReservationView {
  @IdField({
    description:
      'The claim, or the transfer that is to bring the lead; for a branch an id of the place alone',
  })
  id: string;

  @ChoiceField({
    of: reservationKinds,
    description: '`claim`: a lead for a manager; `quota`: a place of a branch',
  })
  kind: (typeof reservationKinds)[number];

  @MomentField({ description: 'Since when' })
  since: string;

  @IdField({ description: 'The account of the lead; for a branch left out of places', optional: true })
  accountId: string | null;

  @IntField({ description: 'The lead; for a branch left out of places', optional: true })
  leadId: number | null;

  @IntField({ description: 'The manager of a claim', optional: true })
  userId: number | null;

  @IdField({ description: 'The branch of a place', optional: true })
  branchId: string | null;

  @MessageField({ description: 'Why it is reserved' })
  why: Message;

  @MessageField({ description: 'What ends it' })
  nextStep: Message;
}

/** A page of what is reserved, the oldest first. */
export type ReservationPage = Page<ReservationView>;

/** Narrows the list to what the reader may see: claims by account, places by branch. */
export class ReservationQuery extends PageRequest {
  @TextListField({ description: 'Claims of these accounts only', max: 1000, optional: true })
  accountIds?: string[] | null;

  @TextListField({ description: 'Places of these branches only', max: 1000, optional: true })
  branchIds?: string[] | null;
}
