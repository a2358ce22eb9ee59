import { longestWriteMs } from '@hub/amocrm';
import { Journal } from '@hub/journal';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { KnownNames } from '../custody/known-names.js';
import type { ActStep } from './act-step.js';
import { cardAct, clientKeyOf, contactAct, linkAct } from './card-acts.js';
import type { Act } from './escalation-act.js';
import type { EscalationContext } from './escalation-context.js';
import { EscalationPlaces } from './escalation-places.js';
import type { EscalationRow } from './escalation.entity.js';
import { EscalationRepository } from './escalation.repository.js';
import { moveAct } from './move-act.js';
import { noteAct, reportAct, taskAct } from './note-acts.js';

const untilContactMs = 2_000;

/** How each act is carried out, with what it needs to know beside its escalation. */
@Injectable()
export class ActSteps {
  constructor(
    private readonly escalations: EscalationRepository,
    private readonly names: KnownNames,
    private readonly journal: Journal,
    private readonly places: EscalationPlaces,
  ) {}

  /** Throws `RetryLater` while another escalation of the client makes their contact. */
  async of(context: EscalationContext, row: EscalationRow, act: Act): Promise<ActStep> {
    switch (act.do) {
      case 'contact': {
        const client = row.client ?? (await clientKeyOf(context));
        const known = { ...row, client };
        if (await this.escalations.isClientAhead(known, new Date(Date.now() - longestWriteMs)))
          throw new RetryLater(message('failures.contact-elsewhere'), untilContactMs);
        const other = await this.escalations.findContactOf(known);
        return contactAct({ client, contactBefore: row.hqContactId ?? other }) as ActStep;
      }
      case 'card':
        return cardAct as ActStep;
      case 'link':
        return linkAct as ActStep;
      case 'move': {
        const accountId = act.side === 'hq' ? row.hqAccountId : row.branchAccountId;
        return moveAct({
          lossReasons: (reason) => this.names.lossReasons(accountId, reason),
          otherPlace: () => this.places.findOther(row, act, context.setting.handedOver),
        }) as ActStep;
      }
      case 'note':
        return noteAct as ActStep;
      case 'task':
        return taskAct as ActStep;
      case 'report': {
        const { stages } = await this.journal.findNames(row.hqAccountId);
        return reportAct(stages) as ActStep;
      }
    }
  }
}
