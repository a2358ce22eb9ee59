/** What the button answers: the outcome of a press, everything that blocks, and what frees it. */
export const limits = {
  granted: 'Заявка получена: сделка №{leadId}',
  refused: 'Сейчас взять новую заявку нельзя',
  empty: 'Свободных заявок сейчас нет',
  'not-enabled': 'Получение заявок по кнопке для вас не включено',
  'not-enabled-frees': 'Руководитель включает его в настройках лимитов',
  'exchange-user': 'С этого пользователя заявки раздаются, сам он их не получает',
  'exchange-user-frees': 'Войдите под своим пользователем',
  'claim-in-progress': 'Предыдущая заявка ещё передаётся вам',
  'claim-in-progress-frees': 'Подождите несколько секунд и нажмите снова',
  'active-deals':
    'У вас {value, plural, one {# активная сделка} few {# активные сделки} many {# активных сделок} other {# активной сделки}}, новые выдаются, пока их меньше {bound}',
  'active-deals-frees':
    'Завершите или передайте {rest, plural, one {# сделку} few {# сделки} many {# сделок} other {# сделки}}',
} as const;
