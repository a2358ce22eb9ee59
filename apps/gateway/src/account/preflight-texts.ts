import type { Check } from './decide-preflight.js';

/** Message catalogue of the preflight: what was found, and what to do about it. */
const ru: Record<string, [text: string, suggestion?: string]> = {
  'reachable.ok': ['Аккаунт отвечает, тариф действует.'],
  'reachable.unknown': ['Аккаунт ещё не подключён.', 'Подключите аккаунт по ссылке или токену.'],
  'reachable.unpaid': ['Аккаунт не оплачен.', 'Оплатите тариф amoCRM и повторите проверку.'],
  'reachable.blocked': [
    'amoCRM заблокировал запросы.',
    'Обратитесь в поддержку amoCRM и снимите блокировку.',
  ],
  'reachable.unreachable': [
    'Аккаунт сейчас недоступен.',
    'Повторите проверку позже или подключите аккаунт заново.',
  ],
  'admin.ok': ['Доступ выдан администратором.'],
  'admin.unknown': [
    'Права администратора проверить не удалось.',
    'Выдайте доступ под администратором аккаунта.',
  ],
  'admin.missing': [
    'Доступ выдан пользователем без прав администратора.',
    'Подключите аккаунт под администратором.',
  ],
  'users.ok': ['Пользователи читаются: {count}.'],
  'users.unreadable': [
    'Пользователи не читаются.',
    'Внешняя интеграция не видит пользователей: используйте публичную или приватную, иначе лимиты работать не будут.',
  ],
  'filter.ok': ['Фильтры API включены.'],
  'filter.off': [
    'Фильтры API выключены: хаб читает списки целиком.',
    'При больших объёмах подключите фильтрацию API.',
  ],
  'filter.unknown': ['Состояние фильтров API неизвестно.'],
  'webhooks.ok': ['Вебхуки хаба подключены.'],
  'webhooks.missing': ['Вебхуки хаба не подключены, свободно мест: {free}.', 'Подключите аккаунт заново.'],
  'webhooks.full': [
    'Все места для вебхуков заняты: {count}.',
    'Удалите лишние вебхуки и подключите аккаунт заново.',
  ],
  'webhooks.disabled': [
    'amoCRM отключил вебхук хаба.',
    'Включите вебхук в настройках amoCRM или подключите аккаунт заново.',
  ],
  'webhooks.unreadable': [
    'Вебхуки недоступны, вероятно, из-за тарифа.',
    'Перейдите на тариф «Расширенный»; до этого хаб узнаёт об изменениях опросом.',
  ],
  'pipelines.ok': ['Можно добавить воронок: {free}.'],
  'pipelines.full': ['Достигнут предел в 50 воронок.', 'Удалите или объедините лишние воронки.'],
  'pipelines.unknown': ['Воронки прочитать не удалось.'],
  'names.ok': ['Названия воронок не повторяются.'],
  'names.twice': [
    'Название воронки «{name}» встречается дважды.',
    'Переименуйте одну из воронок: хаб сопоставляет их по названию.',
  ],
  'names.unknown': ['Названия воронок проверить не удалось.'],
  'timeZone.ok': ['Часовой пояс совпадает: {theirs}.'],
  'timeZone.differs': [
    'В amoCRM часовой пояс {theirs}, в хабе {ours}.',
    'Исправьте одно из значений: от него зависят дневные лимиты.',
  ],
  'timeZone.unknown': ['Часовой пояс аккаунта неизвестен.'],
};

/** The words of a check. Throws on a key that the catalogue lacks. */
export function preflightText(check: Check): { text: string; suggestion: string | null } {
  const found = ru[check.text];
  if (!found) throw new Error(`No text for ${check.text}`);
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => String(check.values[name] ?? ''));
  return { text: fill(found[0]), suggestion: found[1] === undefined ? null : fill(found[1]) };
}
