const rules = new Intl.PluralRules('ru');

/** A number with its noun: 1 сделка, 2 сделки, 5 сделок. */
const counted = (one, few, many) => (count) =>
  `${count.toLocaleString('ru-RU')} ${{ one, few }[rules.select(count)] ?? many}`;

/** Every text of the page. */
export const texts = {
  title: 'Песочница amoCRM',
  accounts: 'Аккаунты',
  allAccounts: 'Все аккаунты',
  noAccounts: 'Аккаунтов пока нет. Создайте первый здесь или вызовом POST /__sandbox__/accounts.',
  newAccount: 'Создать аккаунт',
  newAccountHint: 'поддомен',
  newAccountMade: 'Аккаунт создан. Секреты видны только сейчас:',
  unknownAccount: 'Такого аккаунта нет.',
  offline: 'Песочница не отвечает, пробую снова…',

  clock: 'Часы',
  clockHint: 'Время песочницы. Вперёд его двигают, чтобы сработали повторы вебхуков и сроки токенов.',
  plusHour: '+1 ч',
  plusDay: '+1 день',

  actor: 'от имени',
  tabs: { boards: 'Воронки', tasks: 'Задачи', fields: 'Поля', hooks: 'Вебхуки' },
  counts: {
    leads: counted('сделка', 'сделки', 'сделок'),
    contacts: counted('контакт', 'контакта', 'контактов'),
    users: counted('пользователь', 'пользователя', 'пользователей'),
    hooks: counted('вебхук', 'вебхука', 'вебхуков'),
  },

  main: 'главная',
  archive: 'в архиве',
  emptyStage: 'пусто',
  more: (count) => `и ещё ${count}`,
  move: 'Переместить в…',
  moved: (lead, stage) => `«${lead}» → ${stage}`,
  openTasks: counted('задача', 'задачи', 'задач'),

  noTasks: 'Задач нет.',
  task: 'Задача',
  till: 'Срок',
  lead: 'Сделка',
  responsible: 'Ответственный',
  state: 'Состояние',
  taskDone: 'выполнена',
  taskLate: 'просрочена',
  taskOpen: 'открыта',
  complete: 'Завершить',
  completed: 'Задача завершена',

  entities: { leads: 'Сделки', contacts: 'Контакты', companies: 'Компании', customers: 'Покупатели' },
  field: 'Поле',
  type: 'Тип',
  code: 'Код',
  group: 'Группа',
  values: 'Значения',
  requiredIn: (count) => `обязательно на этапах: ${count}`,

  noHooks: 'Подписок на вебхуки нет.',
  hookDisabled: 'отключён',
  enableHook: 'Включить',
  hookEnabled: 'Вебхук включён',
  noDeliveries: 'Отправок ещё не было.',
  deliveryStates: {
    held: 'придержан',
    waiting: 'ждёт срока',
    sending: 'отправляется',
    delivered: 'доставлен',
    failed: 'не доставлен',
    lost: 'потерян',
    dropped: 'отброшен',
  },
  tries: counted('попытка', 'попытки', 'попыток'),

  journal: 'Журнал запросов',
  noRequests: 'Запросов ещё не было.',
  pending: '…',
  ms: 'мс',

  close: 'Закрыть',
  pipelineStage: 'Воронка и этап',
  price: 'Бюджет',
  tags: 'Теги',
  contacts: 'Контакты',
  company: 'Компания',
  tasks: 'Задачи',
  notes: 'Примечания',
  events: 'События',
  created: 'Создана',
  updated: 'Изменена',
  lossReason: 'Причина отказа',
  robot: 'робот',
};
