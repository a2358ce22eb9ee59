/** What amoCRM (Russian) and Kommo (English) call the things of a new account (config 2.6, 3.5). */
interface DefaultNames {
  admin: string;
  group: string;
  pipeline: string;
  /** What a lead without a name is called, before its id. */
  lead: string;
  unsorted: string;
  working: readonly [string, string, string, string];
  won: string;
  lost: string;
  followUp: string;
  meeting: string;
  mainTab: string;
  statisticTab: string;
  /** By code of the predefined field. */
  fields: Readonly<Record<string, string>>;
}

const russian: DefaultNames = {
  admin: 'Администратор',
  group: 'Отдел продаж',
  pipeline: 'Воронка',
  lead: 'Сделка',
  unsorted: 'Неразобранное',
  working: ['Первичный контакт', 'Переговоры', 'Принимают решение', 'Согласование договора'],
  won: 'Успешно реализовано',
  lost: 'Закрыто и не реализовано',
  followUp: 'Связаться',
  meeting: 'Встреча',
  mainTab: 'Основное',
  statisticTab: 'Статистика',
  fields: { POSITION: 'Должность', PHONE: 'Телефон', EMAIL: 'Email', WEB: 'Web', ADDRESS: 'Адрес' },
};

const english: DefaultNames = {
  admin: 'Administrator',
  group: 'Sales',
  pipeline: 'Pipeline',
  lead: 'Lead',
  unsorted: 'Incoming leads',
  working: ['Initial contact', 'Discussions', 'Decision making', 'Contract discussion'],
  won: 'Closed - won',
  lost: 'Closed - lost',
  followUp: 'Follow-up',
  meeting: 'Meeting',
  mainTab: 'Main',
  statisticTab: 'Statistics',
  fields: { POSITION: 'Position', PHONE: 'Phone', EMAIL: 'Email', WEB: 'Web', ADDRESS: 'Address' },
};

/** The Russian names for `ru`, the English ones for every other language. */
export function defaultNames(language: string): DefaultNames {
  return language === 'ru' ? russian : english;
}
