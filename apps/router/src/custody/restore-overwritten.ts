import { normaliseRegion } from '@hub/accounts';
import {
  latestAfterRead,
  leavingBefore,
  listEvents,
  patchLead,
  type AmoClient,
  type AmoLead,
  type LeadWrite,
} from '@hub/amocrm';
import { Bus, type Job } from '@hub/bus';
import { isRefusal } from '@hub/platform';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ReadCards } from '../absence/read-cards.js';
import { HastenLeads } from '../again/hasten-leads.js';
import { textOf } from '../region/text-of.js';
import { closingStatusIds } from '../rule/closing-status-ids.js';
import {
  choiceOf,
  decideMovedBack,
  decideOverwritten,
  enteredLast,
  type Place,
  type WrittenChoice,
} from './decide-overwritten.js';
import { OverwrittenLegs, type OverwrittenLeg } from './overwritten-legs.js';

export const overwrittenConsumer = 'router.overwritten';
const everyMs = 5 * 60_000;
const mostAtOnce = 50;
/** As long as a read of the lead may be old when it is written by, at the first attempt. */
const freshMs = 2_000;

/**
 * amoCRM has no conditional write: what a person writes into «Филиал» between the hub's read of an HQ lead and its
 * hand-over is overwritten, and a lead that a person closes or takes out of the intake then is pulled back. The feed says
 * what it was; it is written back, a choice is followed as any other, and the lead stays where the person has put it.
 */
@Injectable()
export class RestoreOverwritten implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly overwritten: OverwrittenLegs,
    private readonly cards: ReadCards,
    private readonly work: HastenLeads,
  ) {}

  onModuleInit(): void {
    const consumer = overwrittenConsumer;
    this.bus.consume({ consumer, concurrency: 1, handle: (job) => this.run(job) });
    this.bus.schedule({ consumer, when: { everyMs } });
  }

  private async run(job: Job<unknown>): Promise<void> {
    await job.step((tx) => this.overwritten.expire(tx));
    const failures: unknown[] = [];
    for (const leg of await this.overwritten.list(mostAtOnce))
      await this.restore(job, leg).catch((error: unknown) => {
        job.signal.throwIfAborted();
        failures.push(error);
      });
    // What failed is listed the next time too: it must not keep the others from being restored.
    if (failures.length > 0) throw failures[0];
  }

  private async restore(job: Job<unknown>, leg: OverwrittenLeg): Promise<void> {
    const { id, accountId, leadId, choice, entered, intakePipelineId } = leg;
    const isFound = leg.gap.isFound === true;
    const cards = this.cards.of(job, accountId, { isInside: false });
    const changes = choice
      ? await cards.inPlace(() => readChoices(cards.client, leg, choice.fieldId, job))
      : [];
    // The leg is listed because the journal knows two of these changes: an answer with fewer is read again.
    if (choice && changes.length < 2) return;
    const words =
      choice && decideOverwritten(changes, choice.own, { isFound, enteredAt: enteredLast(entered) });
    const place = decideMovedBack(entered, intakePipelineId, isFound);
    const latest = latestAfterRead(new Date(), freshMs, job.attempt);
    const lead = words === null && place === null ? null : await cards.findLead(leadId);
    const change = lead && {
      ...(place && isIn(lead, entered.at(-1))
        ? { pipeline_id: place.pipelineId, status_id: place.statusId }
        : {}),
      ...(words !== null && choice && isChosen(lead, choice)
        ? { custom_fields_values: [{ field_id: choice.fieldId, values: words.map((value) => ({ value })) }] }
        : {}),
    };
    if (lead && change && Object.keys(change).length > 0 && !closingStatusIds.includes(lead.status_id)) {
      const fresh = leavingBefore(cards.client, latest);
      if (await cards.inPlace(() => writeBack(fresh, leadId, change)))
        job.log.info({ transferId: id, leadId }, 'what a hand-over has overwritten is written back');
    }
    await job.step(async (tx) => {
      await this.overwritten.close(tx, id);
      if (words !== null)
        await this.work.run(tx, [{ accountId, leadId }], { correlationId: job.correlationId, isNew: true });
    });
  }
}

/** The changes of the field within the gap; none while the account does not let its events be read. */
async function readChoices(
  amo: AmoClient,
  { leadId, gap: { after, until } }: OverwrittenLeg,
  fieldId: number,
  { log }: Job<unknown>,
): Promise<WrittenChoice[]> {
  const found: WrittenChoice[] = [];
  const onUnreadable = (error: Error) => log.warn({ error }, 'an event cannot be read and is left out');
  const span = { from: after, to: until };
  try {
    for await (const page of listEvents(amo, span, onUnreadable, { entity: 'lead', entity_id: [leadId] })) {
      const own = page.filter(({ entity_id, created_at: at }) => entity_id === leadId && at > after);
      found.push(...own.flatMap((event) => choiceOf(event, fieldId) ?? []));
      // Newest first: a page of old events means that amoCRM ignored the filter.
      if (page.every(({ created_at: at }) => at <= after)) break;
    }
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  return found.filter(({ at }) => at <= until);
}

/** The lead is still where the hand-over has moved it. */
const isIn = (lead: AmoLead, place: Place | undefined): boolean =>
  lead.pipeline_id === place?.pipelineId && lead.status_id === place.statusId;

const isChosen = (lead: AmoLead, { fieldId, own }: { fieldId: number; own: string }): boolean =>
  normaliseRegion(textOf(lead, fieldId) ?? '') === normaliseRegion(own);

/** False where amoCRM refuses it, as where the value or the stage is gone: it is not restored. */
async function writeBack(amo: AmoClient, leadId: number, change: LeadWrite): Promise<boolean> {
  try {
    await patchLead(amo, leadId, change);
    return true;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return false;
  }
}
