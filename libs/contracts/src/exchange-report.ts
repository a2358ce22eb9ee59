import { limits, type LimitName } from '@hub/limits';
import {
  ChoiceField,
  IdField,
  IntField,
  MomentField,
  ObjectListField,
  TextField,
  TextListField,
} from './fields.js';
import { blockReasons, type BlockReason } from './limits.js';
import type { Page } from './paging.js';

const groupings = ['manager', 'group', 'branch', 'date'] as const;
export type ReportGrouping = (typeof groupings)[number];

/** Which presses the report counts, and by what it adds them up. */
export class ReportSpan {
  @IdField({ description: 'Only of this account; missing: of all that the reader may see', optional: true })
  accountId?: string | null;

  @MomentField({ description: 'First moment that counts', example: '2026-05-01T00:00:00+03:00' })
  from: string;

  @MomentField({
    description: 'First moment that counts no more; at most 400 days later',
    example: '2026-06-01T00:00:00+03:00',
  })
  to: string;

  @ChoiceField({ of: groupings, description: 'By what it adds up', example: 'manager' })
  groupBy: ReportGrouping;
}

/** A page of the report. */
export class ReportQuery extends ReportSpan {
  @TextField({ description: '`nextCursor` of the page before', optional: true, max: 1000 })
  cursor?: string | null;

  @IntField({ description: 'Rows per page', optional: true, min: 1, max: 100 })
  limit?: number | null;
}

/** The same with what the reader may see. */
export class ReportRequest extends ReportQuery {
  @TextListField({ description: 'Only of these accounts', max: 1000, optional: true })
  accountIds?: string[] | null;
}

/** The whole report as a file, with what the reader may see. */
export class ReportTableRequest extends ReportSpan {
  @TextListField({ description: 'Only of these accounts', max: 1000, optional: true })
  accountIds?: string[] | null;
}

/** How often something blocked. */
class ReportRefusal {
  @ChoiceField({ of: blockReasons, description: 'What blocked' })
  reason: BlockReason;

  @ChoiceField({ of: limits.map(({ name }) => name), description: 'Which limit', optional: true })
  limit: LimitName | null;

  @IntField({ description: 'How many presses it blocked' })
  count: number;
}

/** What the presses of one manager, group, branch or day came to. */
export class ReportRow {
  @IdField({ description: 'The account; empty where days are added up', optional: true })
  accountId: string | null;

  @TextField({ description: 'The user, the group, the account or the day' })
  key: string;

  @TextField({ description: 'What people call it' })
  name: string;

  @IntField({ description: 'Leads that were given' })
  granted: number;

  @IntField({ description: 'Presses that were refused' })
  refused: number;

  @ObjectListField(() => ReportRefusal, {
    description: 'What blocked them; one press may be blocked by several',
  })
  refusedBy: ReportRefusal[];

  @IntField({ description: 'Presses that found no lead' })
  empty: number;

  @IntField({ description: 'Presses whose lead amoCRM refused to hand over' })
  failed: number;

  @IntField({
    description: 'Seconds from the creation of a lead to its being given, in the middle',
    optional: true,
  })
  medianWaitSeconds: number | null;

  @IntField({ description: 'The longest of them', optional: true })
  longestWaitSeconds: number | null;

  @IntField({ description: 'Given leads that are open' })
  open: number;

  @IntField({ description: 'Given leads that were won' })
  won: number;

  @IntField({ description: 'Given leads that were lost' })
  lost: number;

  @IntField({ description: 'Given leads that were deleted or merged' })
  gone: number;

  @IntField({ description: 'Given leads that the journal does not have' })
  unknown: number;
}

export type ReportPage = Page<ReportRow>;

/** The whole report as CSV. */
export class ReportTable {
  @TextField({
    description:
      'CSV for a spreadsheet: semicolons, Windows line ends, UTF-8 with its mark; a line per row of the report',
    max: 250_000,
    example: 'Кому;Выдано\r\n',
  })
  text: string;
}
