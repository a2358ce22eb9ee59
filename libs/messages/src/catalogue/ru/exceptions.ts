/** Differences that head office allows an account: refusals, and their words in a plan. */
export const exceptions = {
  'no-object':
    'В релизе нет объекта {kind} с ключом «{key}». Возьмите вид и ключ из изменений плана или другой релиз.',
  'no-attribute': 'У объекта нет свойства {attribute}. Есть: {of}.',
  'end-passed': 'Укажите момент в будущем.',
  'no-release':
    'Аккаунт ещё не приводили ни к одному релизу. Назовите в releaseId релиз, в котором есть этот объект.',
  'in-force': 'Исключение для этого объекта уже действует ({id}). Измените его или сначала удалите.',
  'not-found': 'Такого исключения у аккаунта нет. Список: GET /api/v1/accounts/<id>/exceptions.',

  // In a plan.
  section: 'Исключения, не трогаем: {count}',
  line: '{kind} «{key}»: {reason}; до {until}',
  'line-in-part': '{kind} «{key}» ({attributes}): {reason}; до {until}',
} as const;
