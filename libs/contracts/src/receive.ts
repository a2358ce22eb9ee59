import type { Fact, Message } from '@hub/messages';
import {
  BlankIsMissing,
  ChoiceField,
  IdField,
  IntField,
  MomentField,
  TextField,
  TextListField,
} from './fields.js';
import { MessageField } from './message-field.js';

/** What a site form or an integrator knows of a new lead. Whatever does not fit into fields goes into the lead's note. */
export class ReceivedBody {
  @BlankIsMissing()
  @TextField({ description: 'Name of the client', optional: true, max: 10_000, example: 'Анна' })
  name?: string | null;

  @BlankIsMissing()
  @TextField({ description: 'Phone, as it was typed', optional: true, max: 200, example: '+7 912 345-67-89' })
  phone?: string | null;

  @BlankIsMissing()
  @TextField({ description: 'E-mail, as it was typed', optional: true, max: 200 })
  email?: string | null;

  @BlankIsMissing()
  @TextField({ description: 'Region', optional: true, max: 500, example: 'Татарстан' })
  region?: string | null;

  @BlankIsMissing()
  @TextField({ description: 'City', optional: true, max: 500 })
  city?: string | null;

  @BlankIsMissing()
  @TextField({ description: 'Branch by its name, when the client has chosen one', optional: true, max: 200 })
  branch?: string | null;

  @BlankIsMissing()
  @TextField({ description: 'What the client has written', optional: true, max: 10_000 })
  comment?: string | null;

  @BlankIsMissing()
  @TextField({
    description: 'Where the lead comes from',
    optional: true,
    max: 500,
    example: 'Форма на сайте',
  })
  source?: string | null;
}

/** Takes a lead, once for each key of a caller. */
export class ReceiveLead extends ReceivedBody {
  @TextField({ description: 'Names the request for this caller', max: 200 })
  idempotencyKey: string;

  @TextField({ description: 'Who asks', max: 200 })
  callerId: string;
}

export class ReceivedPath {
  @IdField({ description: 'The request, as the first answer names it' })
  receivedId: string;
}

const receivedStates = ['accepted', 'contact-ready', 'lead-created', 'done'] as const;
export type ReceivedState = (typeof receivedStates)[number];

/** A lead that was sent to the hub, on its way into the HQ account; from there on it goes as every lead. */
export class ReceivedView {
  @IdField({ description: 'The request' })
  id: string;

  @ChoiceField({
    of: receivedStates,
    description: 'The last step that is finished: it is kept, its contact is there, its lead, and the note',
  })
  state: ReceivedState;

  @IntField({ description: 'Contact in the HQ account', optional: true })
  contactId: number | null;

  @IntField({ description: 'Lead in the HQ account', optional: true })
  leadId: number | null;

  @TextListField({ description: 'What amoCRM did not take into fields; it is in the note' })
  leftOut: readonly Fact[];

  @MessageField({ description: 'Why the last attempt failed; null when it did not', optional: true })
  problem: Message | null;

  @MomentField({ description: 'When it came in' })
  receivedAt: string;
}
