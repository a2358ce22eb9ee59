/** Texts that the hub writes into CRM accounts: names of its fields, notes, tasks. */
export const cards = {
  'transfer-field': 'Номер передачи',
  'transfer-tag': 'изЦентра',
  'received-lead': 'Заявка {mark}',
  'received-line':
    '{name, select, source {Источник} name {Имя} phone {Телефон} email {E-mail} region {Регион} city {Город} branch {Филиал} other {Комментарий}}: {value}',
  'source-note': 'Заявка передана из головного офиса: сделка №{leadId}\n{link}',
  'call-note':
    '{way, select, in {Входящий звонок в головной офис} other {Исходящий звонок из головного офиса}}, {at}, {phone}, {minutes} мин {seconds} с',
  'call-note-recorded':
    '{way, select, in {Входящий звонок в головной офис} other {Исходящий звонок из головного офиса}}, {at}, {phone}, {minutes} мин {seconds} с\n{link}',
  'joined-note': 'amoCRM присоединил эту заявку к уже открытой сделке. Её данные хаб не менял.',
  'joined-hq-note': 'Новая сделка не создана: amoCRM присоединил заявку к сделке №{leadId} филиала.',
  'owner-task': 'Связаться с клиентом: новая заявка из головного офиса, сделка №{leadId}',
  'owner-task-inside': 'Связаться с клиентом: новая заявка для филиала «{branch}»',
  'owner-task-over': 'Заявка закрыта или удалена в филиале: связываться по ней больше не нужно.',
  'left-out': 'Не перенесено: {names}',
  'handed-over-note': 'Заявка передана в филиал «{branchName}»\n{link}',
  'handed-over-again-note': 'Филиал «{branchName}» снова ведёт свою прежнюю сделку по этой заявке.\n{link}',
  'result-open': 'В работе',
  'result-won': 'Успешно реализовано',
  'owner-unnamed': 'Пользователь {id}',
  'result-lost': 'Закрыто и не реализовано',
  'result-lost-why': 'Закрыто и не реализовано: {reason}',
  'result-gone': 'Сделки в филиале больше нет',
  'left-note': 'Хаб закрыл эту сделку: заявка уходит в другой филиал. Причина: {reason}.',
  'moved-back-note': 'Заявка уходит из филиала «{branch}» в другой филиал. Причина: {reason}.',
  'kept-note':
    'Заявка остаётся в филиале: её взяли в последний момент. Она должна была уйти в другой филиал: {reason}.',
  'escalation-name': 'Сделка филиала «{branch}»',
  'escalation-tag': 'изФилиала',
  'escalation-note': 'Филиал «{branch}» передал сделку в головной офис. Причина: {reason}\n{link}',
  'escalation-sent': 'Сделка передана в головной офис: №{hqLeadId}\n{hqLink}',
  'escalation-peer': 'Этого же клиента передал в головной офис филиал «{branch}»: сделка №{leadId}.',
  'escalation-task':
    'Сделка вернулась из воронки передачи в головной офис: не указана причина. Заполните поле «Комментарий» и переместите сделку в эту воронку ещё раз.',
  'escalation-stage': 'Головной офис: сделка на этапе «{stage}».',
  'escalation-end':
    'Головной офис: {how, select, won {сделка успешно реализована} lost {сделка закрыта и не реализована} other {сделка возвращена филиалу, продолжайте работу}}.',
  'escalation-withdrawn': 'Филиал забрал сделку обратно и ведёт её сам.',
  'escalation-merged':
    'Филиал объединил эту сделку со своей сделкой №{leadId}. Она уже передана в головной офис: ведите её по той карточке.',
  'escalation-branch-won': 'Филиал закрыл свою сделку: успешно реализовано.',
  'escalation-branch-lost': 'Филиал закрыл свою сделку: не реализовано.',
  'escalation-branch-gone':
    'Сделки в филиале больше нет: её удалили или объединили с другой. Решите, что делать с этой карточкой.',
  'escalation-card-gone':
    'Карточки этой сделки в головном офисе больше нет. Верните сделку в воронку филиала, а чтобы передать её снова, переместите ещё раз.',
} as const;
