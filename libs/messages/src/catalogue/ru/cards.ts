/** Texts that the hub writes into CRM accounts: names of its fields, notes, tasks. */
export const cards = {
  'transfer-field': 'Номер передачи',
  'transfer-tag': 'изЦентра',
  'received-lead': 'Заявка {mark}',
  'received-line':
    '{name, select, source {Источник} name {Имя} phone {Телефон} email {E-mail} region {Регион} city {Город} branch {Филиал} other {Комментарий}}: {value}',
  'source-note': 'Заявка передана из головного офиса: сделка №{leadId}\n{link}',
  'joined-note': 'amoCRM присоединил эту заявку к уже открытой сделке. Её данные хаб не менял.',
  'joined-hq-note': 'Новая сделка не создана: amoCRM присоединил заявку к сделке №{leadId} филиала.',
  'owner-task': 'Связаться с клиентом: новая заявка из головного офиса, сделка №{leadId}',
  'left-out': 'Не перенесено: {names}',
  'handed-over-note': 'Заявка передана в филиал «{branchName}»\n{link}',
  'result-open': 'В работе',
  'result-won': 'Успешно реализовано',
  'result-lost': 'Закрыто и не реализовано',
  'result-lost-why': 'Закрыто и не реализовано: {reason}',
  'result-gone': 'Сделки в филиале больше нет',
  'left-note': 'Хаб закрыл эту сделку: заявка уходит в другой филиал. Причина: {reason}.',
  'kept-note':
    'Заявка остаётся в филиале: её взяли в последний момент. Она должна была уйти в другой филиал: {reason}.',
} as const;
