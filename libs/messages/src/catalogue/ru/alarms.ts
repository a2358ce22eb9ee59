/** One text per kind of alarm, named after the kind: what is wrong and the next step. `account` is its address. */
export const alarms = {
  'reconnect-needed':
    'Аккаунт нужно подключить заново: amoCRM больше не принимает его ключи ({reason}). Откройте ссылку подключения под администратором.',
  'account-blocked':
    'amoCRM блокирует все запросы к аккаунту. Обратитесь в поддержку amoCRM, затем снимите блокировку в хабе.',
  'account-unpaid': 'Тариф аккаунта закончился. Оплатите amoCRM: хаб продолжит сам.',
  'token-ends-soon':
    'Долгосрочный токен аккаунта действует до {endsAt}. Выпустите новый токен и подключите аккаунт заново.',
} as const;
