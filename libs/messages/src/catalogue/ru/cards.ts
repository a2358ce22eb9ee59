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
  'left-out': 'Не перенесено: {names}',
  'handed-over-note': 'Заявка передана в филиал «{branchName}»\n{link}',
} as const;
