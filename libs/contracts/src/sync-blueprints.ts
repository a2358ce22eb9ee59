import type { Joined, Message } from '@hub/messages';
import { FlagField, IdField, IntField, ObjectField, ObjectListField, TextField } from './fields.js';
import { MessageListField } from './message-field.js';
import { PlanCounts } from './sync.js';
import { LeftOutRule } from './sync-releases.js';

const exampleText = `blueprint: 1
name: Филиал
pipelines:
  - name: Заявки
    stages:
      - name: Новая
        color: '#d6eaff'
tags:
  leads: [изЦентра]
`;

/** A configuration written by hand, as YAML; the format is in docs/blueprints.md. */
export class BlueprintBody {
  @TextField({ description: 'The blueprint as YAML', max: 500_000, example: exampleText })
  text: string;

  @TextField({ description: 'Name of the file, for the problems', optional: true, max: 200 })
  file?: string | null;
}

/** Makes a release of a blueprint. */
export class ImportBlueprint extends BlueprintBody {
  @TextField({
    description: 'What is new, for people; the name of the blueprint when missing',
    optional: true,
  })
  note?: string | null;

  @IdField({ description: 'Reference group it is meant for; the common one when missing', optional: true })
  groupId?: string | null;

  @TextField({
    description:
      'Says that a large loss against the blueprint before it was meant: the word that the refusal (409) gave for exactly that loss',
    optional: true,
    max: 100,
  })
  confirm?: string | null;
}

/** As `ImportBlueprint`, with who asked. */
export class ImportBlueprintBy extends ImportBlueprint {
  @TextField({ description: 'Who imports it', optional: true })
  by?: string | null;
}

/** What is wrong with a blueprint. */
export class BlueprintCheck {
  @FlagField({ description: 'Whether it can be imported' })
  isValid: boolean;

  @MessageListField({ description: 'Every problem as `file:line:column: expected …, found …`' })
  problems: Message[];

  @IntField({ description: 'Objects in it; 0 for one with problems' })
  objects: number;
}

/** A release, or an account as it is now; exactly one of the two. */
export class ExportBlueprint {
  @IdField({ description: 'Release', optional: true })
  releaseId?: string | null;

  @IdField({ description: 'Account, as the hub names it', optional: true })
  accountId?: string | null;
}

export class BlueprintText {
  @TextField({ description: 'Name of the blueprint' })
  name: string;

  @TextField({ description: 'YAML that can be imported again, unless `problems` are named', max: 1_000_000 })
  text: string;

  @MessageListField({
    description: 'What an import of the text would refuse, as `file:line:column: expected …, found …`',
  })
  problems: Message[];
}

export class CompareTo {
  @IdField({ description: 'Release to compare with' })
  to: string;
}

/** Compares two releases. */
export class CompareReleases extends CompareTo {
  @IdField({ description: 'Release to start from' })
  releaseId: string;
}

/** What the release `to` changes against the release `from`. */
export class ReleaseDifference {
  @IdField({ description: 'Release started from' })
  from: string;

  @IdField({ description: 'Release compared with' })
  to: string;

  @FlagField({ description: 'Whether both hold the same' })
  isEmpty: boolean;

  @ObjectField(() => PlanCounts, { description: 'Changes by sort' })
  counts: PlanCounts;

  @ObjectListField(() => LeftOutRule, { description: 'What only `to` leaves out' })
  leavesOut: LeftOutRule[];

  @ObjectListField(() => LeftOutRule, { description: 'What only `from` leaves out' })
  managesAgain: LeftOutRule[];

  @TextField({ description: 'The difference as a change list for people', max: 1_000_000 })
  text: Joined;
}
