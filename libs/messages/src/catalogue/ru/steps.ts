/** Steps that a release leaves to a branch’s admin. A release has one language: that of the hub’s texts in amoCRM. */
export const steps = {
  automation: 'Автоматизация воронки «{name}»',
  'automation-text':
    'Откройте «{name}» в эталонном аккаунте и повторите здесь действия цифровой воронки: API их не переносит.',
  widgets: 'Виджеты и цвета сделок',
  'widgets-text':
    'Установите те же виджеты и настройте те же цвета сделок, что в эталонном аккаунте: API их не переносит.',
  unread: 'Сверьте список с эталонным аккаунтом вручную: API его не отдаёт.',
  'unread-names':
    'Сверьте список в настройках вручную, API этого аккаунта его не отдаёт. В нём должны быть: {names}.',
} as const;
