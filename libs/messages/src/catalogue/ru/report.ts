/** The heads of the report's table. */
export const report = {
  of: '{by, select, manager {Менеджер} group {Группа} branch {Филиал} other {Дата}}',
  granted: 'Выдано',
  refused: 'Отказано',
  'other-reasons': 'Другие причины отказа',
  empty: 'Не было заявок',
  failed: 'Не передано из-за отказа amoCRM',
  'median-wait': 'Ожидание заявки, медиана, с',
  'longest-wait': 'Ожидание заявки, наибольшее, с',
  open: 'В работе',
  won: 'Продано',
  lost: 'Отказ',
  gone: 'Удалено или объединено',
  unknown: 'Нет в журнале',
} as const;
