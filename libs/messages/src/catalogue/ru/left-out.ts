/** What of a lead did not cross into the other account: parts of the list «Не перенесено». */
export const leftOut = {
  company: 'компания',
  'company-name': 'название компании целиком',
  'company-field': 'поле компании «{name}»',
  contact: 'контакт',
  'no-contact': 'контакт: в заявке его нет',
  'contact-late': 'контакт: его привязали, когда сделки в филиале уже не было',
  contacts:
    '{count, plural, one {ещё # контакт} few {ещё # контакта} many {ещё # контактов} other {ещё # контакта}}',
  tags: '{count, plural, one {# тег} few {# тега} many {# тегов} other {# тега}}',
  'contact-field': 'поле контакта «{name}»',
  owner: 'ответственный',
  'owner-task': 'задача «Связаться» для ответственного',
  'owner-gone': 'ответственный (пользователя {user} в филиале больше нет)',
  name: 'название целиком',
  price: 'бюджет',
  tag: 'тег передачи',
  branch: 'поле «Филиал» в головном офисе',
  'hq-over': 'этап сделки головного офиса: её закрыли или удалили, пока заявка шла в филиал',
  sent: '{name, select, region {регион} city {город} branch {филиал} other {{name}}} «{value}»',
  'transfer-id': 'номер передачи в головном офисе',
  'contact-name': 'имя контакта целиком',
} as const;
