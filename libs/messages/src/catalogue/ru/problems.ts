/** Errors of the REST API: what is wrong with the request, and what to do. */
export const problems = {
  unexpected: 'Произошла ошибка на стороне хаба. Подробности в журнале по correlation id.',
  'no-such-route': 'Такого адреса в API нет. Список адресов: /api/docs.',
  'wrong-fields': 'Исправьте поля, названные в errors, и повторите запрос.',
  'second-hq':
    'Головной офис в хабе один, и это {host}. Отключите его или уберите у него роль hq, затем повторите.',
} as const;
