import { clientKeyRules } from '@hub/amocrm/pure';
import type { CrmChanged } from '@hub/contracts';
import { Journal, type CardKind } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { Intake, type IntakePlace } from './intake.js';
import { isReadByRouter, laneOf, type Lane } from './lane-of.js';

/** What a hint asks to be read: an unsorted item is named by its lead. Companies have no state here. */
const kindOf: Readonly<Partial<Record<CrmChanged['entity'], CardKind>>> = {
  lead: 'lead',
  unsorted: 'lead',
  task: 'task',
  contact: 'contact',
};

/** The card that a hint asks to be read, the lane that reads it, and whether the router reads it for the same hint. */
interface DueHint {
  entity: CardKind;
  lane: Lane;
  isReadElsewhere: boolean;
}

/** Finds out which card a hint asks to be read, and by whom. */
@Injectable()
export class PlaceHint {
  constructor(
    private readonly intake: Intake,
    private readonly journal: Journal,
  ) {}

  /** `due` null: nothing is to be read for the hint. Null: as `Intake.of`. */
  async run(
    hint: CrmChanged,
    correlationId: string,
  ): Promise<(Pick<IntakePlace, 'hubUserId' | 'isHq'> & { due: DueHint | null }) | null> {
    const place = await this.intake.of(hint.accountId, correlationId);
    if (!place) return null;
    const entity = await this.kindOf(hint);
    const due = entity ? { entity, ...(await this.wayOf(hint, entity, place)) } : null;
    return { hubUserId: place.hubUserId, isHq: place.isHq, due };
  }

  /** Nothing is read for a note, and no contact where none are kept, or where all are to be read anew by newer rules. */
  private async kindOf({ accountId, action, entity }: CrmChanged): Promise<CardKind | undefined> {
    const kind = action === 'note' ? undefined : kindOf[entity];
    if (kind !== 'contact') return kind;
    const account = await this.journal.findAccount(accountId);
    if (!account || account.contactsRules < clientKeyRules) return undefined;
    return account.contactsState === 'reading' || account.contactsState === 'ready' ? kind : undefined;
  }

  private async wayOf(
    { accountId, entityId, action, entity: named }: CrmChanged,
    entity: CardKind,
    { handedOverStatusId, ...place }: IntakePlace,
  ): Promise<{ lane: Lane; isReadElsewhere: boolean }> {
    if (!place.isHq || entity !== 'lead')
      return { lane: laneOf({ entity, ...place, knownPipelineId: null }), isReadElsewhere: false };
    const known = await this.journal.findLead(accountId, entityId);
    const facts = { entity, ...place, knownPipelineId: known?.pipelineId ?? null };
    const about = { action, handedOverStatusId, knownStatusId: known?.statusId ?? null };
    // The router takes no unsorted item: it comes with a hint about its lead.
    return {
      lane: laneOf(facts),
      isReadElsewhere: named === 'lead' && isReadByRouter({ ...facts, ...about }),
    };
  }
}
