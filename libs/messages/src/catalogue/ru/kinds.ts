/** Kinds of configuration objects: one of them, `list` for all of a list, `inside` for those in their parent. */
export const kinds = {
  'task-type': '{form, select, list {Типы задач} inside {типы задач} other {Тип задачи}}',
  'loss-reason': '{form, select, list {Причины отказа} inside {причины отказа} other {Причина отказа}}',
  'field-group':
    '{form, select, list {Вкладки полей{entity, select, leads { сделок} contacts { контактов} companies { компаний} other {}}} inside {вкладки} other {Вкладка полей}}',
  pipeline: '{form, select, list {Воронки с этапами} inside {воронки} other {Воронка}}',
  stage: '{form, select, list {Этапы} inside {этапы} other {Этап}}',
  field:
    '{form, select, list {Поля{entity, select, leads { сделок} contacts { контактов} companies { компаний} other {}}} inside {поля} other {Поле}}',
  enum: '{form, select, list {Значения полей} inside {значения} other {Значение}}',
  tag: '{form, select, list {Теги{entity, select, leads { сделок} contacts { контактов} companies { компаний} other {}}} inside {теги} other {Тег}}',
  manual: '{form, select, list {Шаги вручную} inside {шаги} other {Настройка}}',
  widget: '{form, select, list {Виджеты} inside {виджеты} other {Виджет}}',
} as const;
