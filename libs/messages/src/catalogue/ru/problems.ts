/** Errors of the REST API: what is wrong with the request, and what to do. */
export const problems = {
  unexpected: 'Произошла ошибка на стороне хаба. Подробности в журнале по correlation id.',
  'no-such-route': 'Такого адреса в API нет. Список адресов: /api/docs.',
} as const;
