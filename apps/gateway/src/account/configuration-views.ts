import type { AmoCustomField, AmoPipeline, AmoUser, FieldOwner } from '@hub/amocrm';
import { ChoiceField, FlagField, IntField, ObjectListField, TextField } from '@hub/contracts';

export const fieldOwners = ['leads', 'contacts', 'companies'] as const;

class StageView {
  @IntField({ description: 'Stage; 142 is «won» and 143 «lost» in every pipeline' })
  id: number;

  @TextField({ description: 'Name', min: 0 })
  name: string;

  @FlagField({ description: 'Whether it is «Неразобранное», into which no lead can be put' })
  isUnsorted: boolean;
}

export class PipelineView {
  @IntField({ description: 'Pipeline' })
  id: number;

  @TextField({ description: 'Name', min: 0 })
  name: string;

  @FlagField({ description: 'Whether it is the main one' })
  isMain: boolean;

  @ObjectListField(() => StageView, { description: 'Stages in their order' })
  stages: StageView[];
}

export class UserView {
  @IntField({ description: 'User' })
  id: number;

  @TextField({ description: 'Name', min: 0 })
  name: string;

  @FlagField({ description: 'Whether leads can be given to the user' })
  isActive: boolean;
}

class FieldValueView {
  @IntField({ description: 'Value of the list' })
  id: number;

  @TextField({ description: 'Name', min: 0 })
  name: string;
}

export class FieldView {
  @IntField({ description: 'Field' })
  id: number;

  @ChoiceField({ description: 'What carries it', of: fieldOwners })
  entity: FieldOwner;

  @TextField({ description: 'Name', min: 0 })
  name: string;

  @TextField({ description: 'Type, as amoCRM names it', example: 'select' })
  type: string;

  @TextField({ description: 'Code, if it has one', optional: true })
  code: string | null;

  @ObjectListField(() => FieldValueView, { description: 'Values of a list; empty for other types' })
  values: FieldValueView[];
}

/** amoCRM marks «Неразобранное» by this type. */
const unsortedType = 1;

/** The ids that rules and branches ask for, by the names that people know; archived pipelines are left out. */
export function viewPipelines(pipelines: readonly AmoPipeline[]): PipelineView[] {
  return pipelines
    .filter((pipeline) => !pipeline.is_archive)
    .map(({ id, name, is_main: isMain, _embedded }) => {
      const stages = [..._embedded.statuses].sort((one, other) => one.sort - other.sort);
      return {
        ...{ id, name, isMain },
        stages: stages.map((stage) => {
          return { id: stage.id, name: stage.name, isUnsorted: stage.type === unsortedType };
        }),
      };
    });
}

/** Names alone: no address, phone or right of a user leaves the account this way. */
export function viewUsers(users: readonly AmoUser[]): UserView[] {
  return users.map(({ id, name, rights }) => ({ id, name, isActive: rights.is_active }));
}

export function viewFields(entity: FieldOwner, fields: readonly AmoCustomField[]): FieldView[] {
  return fields.map(({ id, name, type, code, enums }) => {
    const values = enums.map((value) => ({ id: value.id, name: value.value }));
    return { id, entity, name, type, code, values };
  });
}
