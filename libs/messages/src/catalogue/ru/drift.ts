/** What accounts differ in from the release they were brought to. `owner` is what the object is in, `what` what differs. */
export const drift = {
  vanished: '{kind} «{name}»{owner, select, none {} other { ({owner})}}: в аккаунте больше нет',
  replaced:
    '{kind} «{name}»{owner, select, none {} other { ({owner})}}: прежнего объекта нет, вместо него стоит другой с тем же названием или кодом. {what}',
  changed: '{kind} «{name}»{owner, select, none {} other { ({owner})}}: {what}',

  'held-up': 'План аккаунта приостановлен или не закончен. Продолжите его или отмените.',

  // Refusals.
  'no-release':
    'Аккаунт ещё не приводили ни к одному релизу, сравнивать не с чем. Составьте и примените план.',
  'no-finding':
    'Среди действующих отличий аккаунта нет {id}. Список: GET /api/v1/drift?accountId=<id аккаунта>.',
  'nothing-found':
    'У аккаунта нет действующих отличий. Чтобы проверить его заново: POST /api/v1/accounts/<id>/drift.',
} as const;
