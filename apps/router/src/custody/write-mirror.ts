import { AmoClients, patchLead } from '@hub/amocrm';
import { Bus, type Job } from '@hub/bus';
import { publishLeadWritten, type OwnLeadWrite } from '@hub/journal';
import { message, say, type Fact, type Locale, type Message } from '@hub/messages';
import { describeFailure, isRefusal } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CARD_LOCALE } from '../card-locale.js';
import { closingStatusIds } from '../rule/closing-status-ids.js';
import type { CardPart } from '../transfer/card-parts.js';
import { TargetTroubles } from '../transfer/target-troubles.js';
import { isNamed } from '../transfer/what-stays.js';
import { writeCard } from '../transfer/write-card.js';
import { mirrorCodes, type MirrorPatch } from './decide-mirror.js';
import type { BranchLeg } from './leg.repository.js';
import { RefusedWork } from './refused-work.js';

/** What one PATCH has come to. */
export interface Written {
  /** Why HQ has refused all of it; null: it has not. */
  refusal: Error | null;
  hqWroteAt: number | null;
  /** What was written; null: nothing. */
  change: OwnLeadWrite['change'] | null;
  dropped: Fact[];
}

/** Writes a mirror's change into the HQ lead. */
@Injectable()
export class WriteMirror {
  constructor(
    private readonly clients: AmoClients,
    @Inject(CARD_LOCALE) private readonly locale: Locale,
    private readonly bus: Bus,
    private readonly refused: RefusedWork,
    private readonly troubles: TargetTroubles,
  ) {}

  /** The words of a result, in the language of the cards. */
  readonly say = (result: Message): string => say(result, this.locale);

  /** HQ takes again what it had refused: other refused work is due. */
  async acceptedAgain(tx: EntityManager, { hqAccountId }: BranchLeg, correlationId: string): Promise<void> {
    await this.refused.release(tx, hqAccountId, correlationId);
  }

  /** One PATCH; what HQ refuses by name is left out of a second one, and what it refuses as a whole is named. */
  async run(job: Job<unknown>, { hqAccountId, hqLeadId }: BranchLeg, patch: MirrorPatch): Promise<Written> {
    const client = this.clients.forAccount(hqAccountId, 'routing', job.signal);
    const entrant = { accountId: hqAccountId, line: 'router.custody', job: job.key, places: Infinity };
    try {
      const { answer, dropped } = await this.clients.gate.pass(entrant, () =>
        writeCard(partsOf(patch), async (change) => ({
          hqWroteAt: await patchLead(client, hqLeadId, change),
          change,
        })),
      );
      if (isNamed(dropped, 'custody.move') && isReOpening(patch))
        await this.troubles.reportRules(job, { hqAccountId }, new Date());
      return { refusal: null, ...answer, dropped };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return {
        refusal: error as Error,
        ...{ hqWroteAt: null, change: null },
        dropped: [message('custody.refused', { reason: describeFailure(error) })],
      };
    }
  }

  /** Publishes what was written, in the transaction that records the mirror. */
  async publish(
    tx: EntityManager,
    job: Job<unknown>,
    { hqAccountId: accountId, hqLeadId: leadId }: BranchLeg,
    { change, hqWroteAt: updatedAt }: Written,
  ): Promise<void> {
    if (!change) return;
    if (typeof change.status_id === 'number' && !closingStatusIds.includes(change.status_id))
      await this.troubles.rulesAreRight(tx, accountId, new Date());
    await publishLeadWritten(this.bus, tx, { accountId, leadId, updatedAt, change }, job.correlationId);
  }
}

/** It puts the lead back into the handed-over stage. */
function isReOpening({ move }: MirrorPatch): boolean {
  return move !== null && !closingStatusIds.includes(move.statusId);
}

function partsOf({ values, move, lossReasonId }: MirrorPatch): CardPart[] {
  const shown = Object.entries(values).map(([name, value]) => {
    const code = mirrorCodes[name as keyof typeof mirrorCodes];
    const field = { field_code: code, values: [{ value }] };
    return { place: 'custom_fields_values', value: field, name: message('custody.no-field', { code }) };
  });
  const place = (key: string, value: number): CardPart => ({
    place: key,
    value,
    name: message('custody.move'),
    together: 'move',
  });
  return [
    ...(move ? [place('pipeline_id', move.pipelineId), place('status_id', move.statusId)] : []),
    ...(lossReasonId === null
      ? []
      : [{ place: 'loss_reason_id', value: lossReasonId, name: message('custody.loss-reason') }]),
    ...shown,
  ];
}
