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
  'wrong-checksum':
    'Это не контрольная сумма этого плана. Прочитайте план заново и подтвердите то, что прочитали.',
  'target-not-removed':
    'План не удаляет {from}. Здесь нужен этап или воронка из разделов «Удалить» и «Нужно решение», а удаляет план только с prune.',
  'target-twice': 'Для {from} уже названо, куда перенести сделки.',
  'target-no-stage': 'В релизе нет этапа «{to}». Нужен ключ этапа, как в изменениях плана: «Воронка/Этап».',
  'only-no-object': 'В релизе нет объекта {kind} с ключом «{key}». Возьмите вид и ключ из изменений плана.',
  'only-without-prune': 'План, суженный до выбранных объектов, ничего не удаляет. Уберите prune или only.',
  narrowed:
    'План сужен: {count, plural, one {# объект} few {# объекта} many {# объектов} other {# объекта}} релиза, остальное не сравнивается.',
  'plan-input': 'План составлен не будет: он ссылается на то, чего нет.',
} as const;
