/** Kinds of configuration objects. */
export const kinds = {
  'task-type': 'Тип задачи',
  'loss-reason': 'Причина отказа',
  'field-group': 'Вкладка полей',
  pipeline: 'Воронка',
  stage: 'Этап',
  field: 'Поле',
  enum: 'Значение',
  tag: 'Тег',
  manual: 'Настройка',
} as const;
