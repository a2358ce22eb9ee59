import {
  ChoiceField,
  FlagField,
  IdField,
  IntField,
  IntListField,
  MomentField,
  ObjectField,
  ObjectListField,
  TextField,
} from './fields.js';
import { CalendarBody } from './calendar-body.js';
import type { Message } from '@hub/messages';
import { MessageField } from './message-field.js';
import { decisionKinds, NotTakenView, ReasonView, type DecisionKind } from './router.js';

const strategies = ['weighted', 'round-robin', 'least-open'] as const;
export type Strategy = (typeof strategies)[number];

const outsideHoursChoices = ['anyway', 'wait-for-opening', 'next-branch'] as const;
export type OutsideHours = (typeof outsideHoursChoices)[number];

const withoutQuotaChoices = ['go-on', 'wait'] as const;
export type WithoutQuota = (typeof withoutQuotaChoices)[number];

class TerritoryBranchBody {
  @IdField({ description: 'The branch' })
  branchId: string;

  @IntField({
    description: 'Its share of the leads, compared with the other weights',
    ...{ optional: true, min: 1, max: 1000, example: 1 },
  })
  weight?: number | null;
}

/** A region, city or zone that the rules give to branches. */
class TerritoryBody {
  @TextField({
    description: 'A region or city by its name, or a zone among the regions of a branch',
    max: 200,
    example: 'Татарстан',
  })
  region: string;

  @ObjectListField(() => TerritoryBranchBody, { description: 'Who gets its leads', max: 100 })
  branches: TerritoryBranchBody[];

  @FlagField({
    description: 'Whether nobody else ever gets a lead of it, unless a person says so',
    ...{ optional: true, example: false },
  })
  isExclusive?: boolean | null;
}

/** How branches give leads to HQ. */
export class EscalationRulesBody {
  @IntField({ description: 'HQ pipeline for them; not the intake pipeline', example: 31520 })
  pipelineId: number;

  @IntField({
    description: 'Stage of that pipeline in which HQ gives a lead back to its branch; none when missing',
    ...{ optional: true, example: 31524 },
  })
  handBackStatusId?: number | null;

  @TextField({
    description: 'Pipeline of the branches, by name; «Передача в головной офис» when missing',
    ...{ optional: true, max: 250, example: 'Передача в головной офис' },
  })
  branchPipelineName?: string | null;

  @IntField({
    description:
      'Working minutes of HQ in which somebody has to accept a lead, or an alarm says so; never when missing',
    ...{ optional: true, min: 5, max: 43_200, example: 60 },
  })
  acceptWithinMinutes?: number | null;

  @ObjectField(() => CalendarBody, { description: 'When HQ works; always when missing', optional: true })
  calendar?: CalendarBody | null;
}

/** What routing needs to know about the HQ account. Saving it makes a new version. */
export class RoutingRulesBody {
  @IdField({ description: 'The HQ account whose leads are routed' })
  hqAccountId: string;

  @IntField({ description: 'HQ pipeline in which inbound leads appear' })
  intakePipelineId: number;

  @IntField({ description: 'Stage of the intake pipeline for leads that were handed over to a branch' })
  handedOverStatusId: number;

  @IntField({ description: 'HQ lead field «Регион»' })
  regionFieldId: number;

  @IntField({
    description: 'HQ lead field of the city: read beside the region, a weaker hint',
    optional: true,
  })
  cityFieldId?: number | null;

  @FlagField({
    description: 'Whether a landline code of the contact counts when region and city are empty',
    optional: true,
  })
  usesPhoneCode?: boolean | null;

  @IntField({ description: 'HQ lead field «Филиал»; what it says wins over the region', optional: true })
  branchFieldId?: number | null;

  @IntListField({ description: 'HQ lead fields that may cross the account border', max: 200 })
  allowedFieldIds: number[];

  @IntField({
    description: 'After how many minutes of waiting a lead needs a person; 240 when missing',
    ...{ optional: true, min: 1, max: 43_200, example: 240 },
  })
  waitAlarmMinutes?: number | null;

  @IntField({
    description:
      'A lead untouched for more days is not handed over anew before a person says so; 3 when missing',
    ...{ optional: true, min: 1, max: 365, example: 3 },
  })
  maxAgeDays?: number | null;

  @FlagField({
    description: 'Whether the outcome of the branch lead closes the HQ lead; yes when missing',
    optional: true,
  })
  closesHqLead?: boolean | null;

  @IntField({
    description:
      'Working minutes of the branch in which somebody has to take a lead, or it goes elsewhere; never when missing',
    ...{ optional: true, min: 5, max: 43_200, example: 120 },
  })
  takeWithinMinutes?: number | null;

  @IntField({
    description:
      'Working minutes of the branch after which the task of a handed-over lead’s owner is due; 60 when missing, 0: no task',
    ...{ optional: true, min: 0, max: 43_200, example: 60 },
  })
  ownerTaskMinutes?: number | null;

  @TextField({
    description: 'Stage of the branch that rejects a lead, by name; none when missing',
    ...{ optional: true, max: 250, example: 'Отказ филиала' },
  })
  rejectStatusName?: string | null;

  @TextField({
    description: 'Tag in the branch that rejects a lead; none when missing',
    ...{ optional: true, max: 250, example: 'неНаш' },
  })
  rejectTag?: string | null;

  @ObjectListField(() => TerritoryBody, {
    description:
      "Regions that several branches share, or that are one branch's alone. A branch in any of them has no other territory; the others have their own `regions`",
    ...{ optional: true, max: 500, example: [] },
  })
  territories?: TerritoryBody[] | null;

  @ChoiceField({
    of: strategies,
    description:
      'Who gets the next lead of a shared territory: by `weight` (when missing), each in turn, or whoever has fewest open leads',
    ...{ optional: true, example: 'weighted' },
  })
  strategy?: Strategy | null;

  @ChoiceField({
    of: outsideHoursChoices,
    description:
      'What a branch that is closed at the moment gets: its leads `anyway` (when missing), when it opens, or none: the fallback branch does',
    ...{ optional: true, example: 'anyway' },
  })
  outsideHours?: OutsideHours | null;

  @ChoiceField({
    of: withoutQuotaChoices,
    description:
      'What becomes of a lead while nobody answers whether the branch has room in its quota; `go-on` when missing',
    ...{ optional: true, example: 'go-on' },
  })
  withoutQuota?: WithoutQuota | null;

  @FlagField({
    description: 'Whether a contact who came before goes to the branch that has them; yes when missing',
    ...{ optional: true, example: true },
  })
  repeatClientFirst?: boolean | null;

  @IdField({ description: 'The branch that gets what no other branch can take', optional: true })
  fallbackBranchId?: string | null;

  @ObjectField(() => EscalationRulesBody, {
    description: 'How branches give leads to HQ; they cannot when missing',
    optional: true,
  })
  escalation?: EscalationRulesBody | null;
}

/** Saves rules over those of a version. */
export class SaveRoutingRules extends RoutingRulesBody {
  @IntField({ description: 'The version they take the place of; 0 for the first ones', optional: true })
  ifVersion?: number | null;
}

/** One version of the rules. */
export class RoutingRulesView extends RoutingRulesBody {
  @IntField({ description: 'Grows by one with every change' })
  version: number;

  @MomentField({ description: 'When this version was saved' })
  savedAt: string;
}

/** Something that is wrong, or may be meant otherwise, in routing rules. */
class RuleRemark {
  @TextField({ description: 'The field, e.g. `territories.0.region`' })
  path: string;

  @MessageField({ description: 'What is wrong and what to do' })
  detail: Message;
}

/** What there is to say about routing rules. */
export class RulesLint {
  @ObjectListField(() => RuleRemark, { description: 'Because of these the rules would not be saved' })
  errors: RuleRemark[];

  @ObjectListField(() => RuleRemark, { description: 'What may be meant otherwise' })
  warnings: RuleRemark[];
}

/** A lead to be tried: one of the HQ account by its id, or what would be in one. */
export class SimulateRouting {
  @IntField({
    description: 'A lead of the HQ account; the other fields are not read then',
    optional: true,
    min: 1,
  })
  leadId?: number | null;

  @TextField({ description: '«Регион»', ...{ optional: true, max: 500, example: 'Татарстан' } })
  region?: string | null;

  @TextField({ description: 'City', ...{ optional: true, max: 500, example: 'Казань' } })
  city?: string | null;

  @TextField({
    description: 'Phone of the contact',
    ...{ optional: true, max: 100, example: '+7 843 200-00-00' },
  })
  phone?: string | null;

  @TextField({ description: '«Филиал»', ...{ optional: true, max: 200 } })
  branch?: string | null;

  @MomentField({ description: 'When it comes in; now when missing', optional: true })
  at?: string | null;
}

/** What routing would decide. Nothing is recorded and the rotation does not advance. */
export class SimulatedRouting {
  @ChoiceField({ of: decisionKinds, description: 'What would be decided' })
  kind: DecisionKind;

  @IdField({ description: 'The branch that would get the lead', optional: true })
  branchId: string | null;

  @TextField({ description: 'Its name', optional: true })
  branchName: string | null;

  @ObjectListField(() => ReasonView, { description: 'The path that leads to the decision, in order' })
  reasons: ReasonView[];

  @ObjectListField(() => NotTakenView, { description: 'Branches that might have got the lead, and why not' })
  notTaken: NotTakenView[];

  @IntField({ description: 'Version of the routing rules' })
  rulesVersion: number;
}
