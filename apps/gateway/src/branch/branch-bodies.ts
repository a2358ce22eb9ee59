import {
  calendarOf,
  type Branch,
  type BranchCalendar,
  type BranchState,
  type NewBranch,
} from '@hub/accounts';
import { readDay } from '@hub/calendar';
import {
  CalendarBody,
  ChoiceField,
  IdField,
  IntField,
  MomentField,
  ObjectField,
  ObjectListField,
  TextField,
  TextListField,
} from '@hub/contracts';
import { PartialType } from '@nestjs/swagger';

const states = ['active', 'paused', 'closed'] as const;

export class BranchPath {
  @IdField({ description: 'The branch' })
  branchId: string;
}

class RegionBody {
  @TextField({ description: 'Name in the «Регион» list', max: 200, example: 'Татарстан' })
  name: string;

  @TextListField({ description: 'Other spellings that mean the same', max: 50, example: ['Казань', 'РТ'] })
  aliases: string[];
}

/** Everything about a branch; the target is account, pipeline, stage and owner together. */
export class BranchBody {
  @TextField({ description: 'Name, unique in the franchise', max: 200, example: 'Казань' })
  name: string;

  @ObjectListField(() => RegionBody, { description: 'Regions whose leads go to this branch', max: 200 })
  regions: RegionBody[];

  @ObjectField(() => CalendarBody, { description: 'When it is open; always when missing', optional: true })
  calendar?: CalendarBody | null;

  @TextField({ description: 'Whom to call there', max: 300, optional: true })
  contactPerson?: string | null;

  @ChoiceField({ description: '`paused` branches get no new leads', of: states, optional: true })
  state?: BranchState | null;

  @IdField({
    description: 'Account of the target; the HQ account for a branch that is a pipeline there',
    optional: true,
    example: '3f2b6c1e-8d4a-4f57-9b0e-2a7c5d1e9f30',
  })
  accountId?: string | null;

  @IntField({ description: 'Pipeline of the target', optional: true, example: 31504 })
  pipelineId?: number | null;

  @IntField({ description: 'First stage of the target', optional: true, example: 31505 })
  statusId?: number | null;

  @IntField({ description: 'Who owns new leads', optional: true, example: 31506 })
  responsibleUserId?: number | null;

  @IntField({ description: "Who owns the branch's stock, when it uses the button", optional: true })
  exchangeUserId?: number | null;
}

export class BranchView extends BranchBody {
  @IdField({ description: 'The branch' })
  branchId: string;

  @MomentField({ description: 'When it was added' })
  createdAt: Date;

  @IntField({ description: 'Grows by one with every change; also the `ETag`' })
  version: number;
}

/** What an answer carries and nobody can change: a body that gives it back unchanged is taken. */
export const branchReadOnly = ['branchId', 'createdAt', 'version'] as const;

/** A branch as it came from GET. */
export class ReplaceBranchBody extends BranchBody {
  @IdField({ description: 'As it was read', optional: true })
  branchId?: string | null;

  @MomentField({ description: 'As it was read', optional: true })
  createdAt?: string | null;

  @IntField({ description: 'As it was read', optional: true })
  version?: number | null;
}

/** Some fields of it; what is left out stays, null empties a field. */
export class ChangeBranchBody extends PartialType(ReplaceBranchBody) {}

/** The row that a body describes. */
export function toBranch(id: string, body: BranchBody, createdAt: Date): NewBranch {
  return {
    id,
    name: body.name,
    regions: body.regions.map(({ name, aliases }) => ({ name, aliases })),
    calendar: body.calendar ? calendarOf(body.calendar) : null,
    contactPerson: body.contactPerson ?? null,
    state: body.state ?? 'active',
    accountId: body.accountId ?? null,
    pipelineId: body.pipelineId ?? null,
    statusId: body.statusId ?? null,
    responsibleUserId: body.responsibleUserId ?? null,
    exchangeUserId: body.exchangeUserId ?? null,
    createdAt,
  };
}

/**
 * A branch without what was stored before it was refused, and would refuse every later change: blanks, and days that no
 * calendar has.
 */
export function withoutOldFaults(branch: BranchView): BranchView {
  const { contactPerson, calendar } = branch;
  return {
    ...branch,
    contactPerson: contactPerson?.trim() ? contactPerson : null,
    calendar: calendar && { ...calendar, daysOff: calendar.daysOff.filter((day) => readDay(day) !== null) },
  };
}

/** The row as REST shows it. */
export function viewBranch({ id, calendar, ...rest }: Branch): BranchView {
  return { ...rest, branchId: id, calendar: calendar ? fromCalendar(calendar) : null };
}

function fromCalendar({ timeZone, weekdays, daysOff }: BranchCalendar): CalendarBody {
  const hours = Object.entries(weekdays).flatMap(([weekday, spans]) =>
    spans.map(([from, to]) => ({ weekday: Number(weekday), from, to })),
  );
  return { timeZone, hours, daysOff };
}
