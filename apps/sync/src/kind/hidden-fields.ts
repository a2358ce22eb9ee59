import { message } from '@hub/messages';
import type { Draft } from '../configuration/draft.js';
import { textOf } from '../configuration/json.js';
import type { RawSnapshot } from '../configuration/raw-snapshot.js';
import { isManagedField } from './field-types.js';
import type { ObjectsOf } from './kind.js';
import { stepDraft } from './step-draft.js';

/** Fields of these are read with the stages at which they are hidden; only those of leads are written (sheet 4.2). */
const unwritten = ['contacts', 'companies'] as const;

/**
 * A step for each field of a contact or company that the account hides at stages of the release, built-in fields included:
 * an account shows it and no API writes it.
 */
export function hiddenFieldSteps(of: ObjectsOf, { fields }: Pick<RawSnapshot, 'fields'>): readonly Draft[] {
  const pipelines = new Map(of('pipeline').map(({ key, attributes }) => [key, textOf(attributes.name)]));
  const stages = of('stage').map(({ ref, within, attributes }) => {
    return { ref, name: `${pipelines.get(within) ?? within} / ${textOf(attributes.name)}` };
  });
  return unwritten.flatMap((entity) => {
    const released = new Set(of('field', entity).map(({ ref }) => ref));
    return fields[entity].flatMap((field): Draft[] => {
      const ref = `${entity}/${field.id}`;
      if (isManagedField(field) && !released.has(ref)) return [];
      const hidden = new Set(
        (field.hidden_statuses ?? []).map((link) => `${link.pipeline_id}/${link.status_id}`),
      );
      const names = stages.filter((stage) => hidden.has(stage.ref)).map(({ name }) => `«${name}»`);
      if (names.length === 0) return [];
      const name = message('steps.hidden-field', { name: field.name, entity: message(`plans.${entity}`) });
      const text = message('steps.hidden-field-text', { stages: names.join(', ') });
      return [{ ...stepDraft(name, text), about: `field ${ref}` }];
    });
  });
}
