/** Kinds of configuration objects: one of them, `list` for all of a list, `inside` for those in their parent. */
export const kinds = {
  'task-type': '{form, select, list {Task types} inside {task types} other {Task type}}',
  'loss-reason': '{form, select, list {Loss reasons} inside {loss reasons} other {Loss reason}}',
  'field-group':
    '{form, select, list {Field tabs{entity, select, leads { of leads} contacts { of contacts} companies { of companies} other {}}} inside {tabs} other {Field tab}}',
  pipeline: '{form, select, list {Pipelines with their stages} inside {pipelines} other {Pipeline}}',
  stage: '{form, select, list {Stages} inside {stages} other {Stage}}',
  field:
    '{form, select, list {Fields{entity, select, leads { of leads} contacts { of contacts} companies { of companies} other {}}} inside {fields} other {Field}}',
  enum: '{form, select, list {Field values} inside {values} other {Value}}',
  tag: '{form, select, list {Tags{entity, select, leads { of leads} contacts { of contacts} companies { of companies} other {}}} inside {tags} other {Tag}}',
  manual: '{form, select, list {Steps by hand} inside {steps} other {Setting}}',
  widget: '{form, select, list {Widgets} inside {widgets} other {Widget}}',
};
