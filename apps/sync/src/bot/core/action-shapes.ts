import { card, choice, id, list, object, plain, withPlain, type Shape } from './shape.js';

const customFields = list(
  object({
    id: id('field'),
    values: list(withPlain('value enum_code', { enum: id('enum'), enum_id: id('enum') })),
  }),
);

const newCard = withPlain('name price tags', {
  status_id: id('stage'),
  pipeline_id: id('pipeline'),
  responsible_user_id: id('user'),
  custom_fields: customFields,
});

const subscribed = choice('type', {
  user: withPlain('type entity_type', { value: id('user') }),
  group: withPlain('type entity_type', { value: id('user_group') }),
  all: withPlain('type value entity_type'),
});

/** The number that elements of lists have in a link; the others are cards. */
const elementType = '11';
const linkPlain = 'from to quantity';
const linkShape = (element: 'from' | 'to' | 'both' | 'none'): Shape =>
  withPlain(linkPlain, {
    from_id: element === 'from' || element === 'both' ? id('catalog_element') : card,
    to_id: element === 'to' || element === 'both' ? id('catalog_element') : card,
    to_catalog_id: id('catalog'),
    from_catalog_id: id('catalog'),
  });
const linkEnds = (ends: Record<string, Shape>, other: Shape): Record<string, Shape> => ({
  ...Object.fromEntries(['1', '2', '3', '12'].map((end) => [end, other])),
  ...ends,
});
const linked = choice(
  'to',
  linkEnds(
    {
      [elementType]: choice('from', linkEnds({ [elementType]: linkShape('both') }, linkShape('to'))),
    },
    choice('from', linkEnds({ [elementType]: linkShape('from') }, linkShape('none'))),
  ),
);

/** `params` of every action that is known, by its name. */
export const actionShapes: Readonly<Record<string, Shape>> = {
  unsorted: withPlain('value'),
  change_status: withPlain('entity', { value: id('stage'), pipeline_id: id('pipeline') }),
  change_responsible_user: withPlain('type element_type contact_type', { value: id('user') }),
  set_custom_fields: withPlain('type value_type calculated option contact_type element_type', {
    value: { is: 'field-value' },
    custom_fields_id: id('field'),
    custom_field: id('field'),
    enum: id('enum'),
  }),
  set_tag: withPlain('type value contact_type element_type'),
  unset_tag: withPlain('type value contact_type element_type'),
  subscribe: subscribed,
  unsubscribe: subscribed,
  add_lead_contact: withPlain('preset', { lead: newCard, contact: newCard }),
  add_linked_company: withPlain('name'),
  add_note: withPlain('note_type element_type text type contact_type'),
  set_budget: withPlain('value'),
  link: linked,
  link_to_unsorted: withPlain('entity_type', { entity_id: card, contact_id: card }),
};

/** `trigger` of a trigger step, by its action. */
export const triggerShapes: Readonly<Record<string, Shape>> = {
  create_task: withPlain('delay action date_exec handler_code', {
    segments: { is: 'empty' },
    conditions: { is: 'empty' },
    execution_condition: object({ id: plain, name: plain }),
    settings: withPlain(
      'task_text task_type_name deadline-days deadline-hours deadline-minutes within-deadline',
      { task_type: id('task_type'), responsible_user: id('user') },
    ),
  }),
};
