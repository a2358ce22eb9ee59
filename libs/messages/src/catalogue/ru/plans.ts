/** Plans of the configuration: why one is refused, stands where it does, and its words as a change list. */
export const plans = {
  // Objections of the safety check.
  'too-many-updates':
    'имя, код или правила сменятся у {share} % управляемых объектов, допускается {allowed} %',
  'too-many-deletions': 'удалится {share} % управляемых объектов, допускается {allowed} %',
  'pipelines-go': 'удалятся воронки вместе с этапами: {names}',
  'all-of-kind': 'удалится всё управляемое одного вида: {kind} ({count})',
  'all-vanished':
    'хаб это уже создавал, но в аккаунте ничего такого вида нет ({kind}: {count}); если список не прочитан, появятся двойники',
  'values-lost':
    'значения {count, plural, one {потеряет # карточка} few {потеряют # карточки} many {потеряют # карточек} other {потеряют # карточки}}',
  'deals-won':
    'на этап успешных {count, plural, one {перейдёт # сделка} few {перейдут # сделки} many {перейдут # сделок} other {перейдут # сделки}}, открытые закроются',
  'deals-lost':
    'на этап проигранных {count, plural, one {перейдёт # сделка} few {перейдут # сделки} many {перейдут # сделок} other {перейдут # сделки}}, открытые закроются',
  'force-needs-a-name': 'нужно имя того, кто берёт ответственность',

  // The change list.
  blocked: 'Нужно решение',
  delete: 'Удалить',
  create: 'Создать',
  update: 'Изменить',
  adopt: 'Взять под управление',
  manual: 'Сделать вручную',
  leftovers: 'Больше не в эталоне, остаётся',
  released: 'Выпускается из-под управления (релиз это не ведёт), остаётся',
  empty: 'Изменений нет.',
  uncounted: 'не посчитано',
  moved: 'другое место',
  migrate:
    'сделки перейдут в «{stage}»{end, select, won {, открытые закроются как успешные} lost {, открытые закроются как проигранные} other {}}',
  more: '… и ещё {count}',
  folded: '{lines} (с вложенными {changes})',
  totals: 'под управлением {managed}, собственных объектов филиала {own} (не трогаем)',
  leads: 'сделки',
  contacts: 'контакты',
  companies: 'компании',
  answers: 'Как ответить:',
} as const;
