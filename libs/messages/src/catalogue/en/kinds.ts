/** English kinds of configuration objects; the keys are those of the Russian file. */
export const kinds = {
  'task-type': 'Task type',
  'loss-reason': 'Loss reason',
  'field-group': 'Field tab',
  pipeline: 'Pipeline',
  stage: 'Stage',
  field: 'Field',
  enum: 'Value',
  tag: 'Tag',
  manual: 'Setting',
};
