/** Refusals of releases and plans: what is wrong and the next step. */
export const sync = {
  'answer-unreadable':
    'Ответ amoCRM не может быть верным: в {path} нет «{expected}». Ничего не сделано. Повторите запрос; если ответ тот же, проверьте аккаунт в браузере.',
  'release-lost':
    'В релизе не стало {gone, plural, one {# объекта} few {# объектов} many {# объектов} other {# объекта}} из {of}, которые были в релизе {number}. Релиз не сделан. Если всё это удалено намеренно, подтвердите потерю.',
  lost: '{what}: {names}{more, plural, =0 {} one { и ещё #} few { и ещё #} many { и ещё #} other { и ещё #}}',
  'lost-task-type': 'Типы задач',
  'lost-loss-reason': 'Причины отказа',
  'lost-field-group':
    'Вкладки полей{entity, select, leads { сделок} contacts { контактов} companies { компаний} other {}}',
  'lost-pipeline': 'Воронки с этапами',
  'lost-stage': 'Этапы',
  'lost-field': 'Поля{entity, select, leads { сделок} contacts { контактов} companies { компаний} other {}}',
  'lost-enum': 'Значения полей',
  'lost-tag': 'Теги{entity, select, leads { сделок} contacts { контактов} companies { компаний} other {}}',
  'lost-manual': 'Шаги вручную',
  'confirm-loss': 'Чтобы сделать релиз с этой потерей, повторите запрос с confirm «{confirm}».',
} as const;
