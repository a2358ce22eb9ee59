/** Who names an object: something in the account, or a setting of the hub. */
export const mentions = {
  role: 'роль',
  field: 'поле',
  'branch-target': 'сюда приходят заявки филиала',
  'exchange-stage': 'этап, с которого выдаются заявки',
  'exchange-target': 'этап для выданных заявок',
  'excluded-stage': 'этап вне лимитов',
  'exchange-user': 'владелец заявок на выдачу',
  'limited-user': 'менеджер с лимитами',
  intake: 'воронка приёма заявок',
  'handed-over': 'этап переданных заявок',
  'region-field': 'поле региона в правилах',
  'city-field': 'поле города в правилах',
  'branch-field': 'поле филиала в правилах',
  'allowed-field': 'поле, которое передаётся в филиалы',
  bot: 'бот из хаба, его нужно доставить заново:',
  other: 'настройка хаба',
} as const;
