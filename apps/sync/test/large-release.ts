import { franchise } from './sync-fixture.js';

const times = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at + 1)).join('\n');

/**
 * The next release of the franchise solution, about 150 changes away from it: new objects of every kind, renamed,
 * moved and described ones, and removals of every kind.
 */
export function largeRelease(): string {
  const pipelines = `
  - name: Сервис
    won: Закрыто успешно
    stages:
${times(14, (at) => `      - name: Шаг ${at}${at % 3 === 0 ? `\n        newbie: Подсказка ${at}` : ''}`)}
  - name: Обучение
    stages:
${times(5, (at) => `      - name: Урок ${at}\n        master: Материал ${at}`)}
`;
  const fields = (entity: string, count: number) => `
  ${entity}:
${times(
  count,
  (at) => `    - name: ${entity} ${at}
      type: ${at % 2 ? 'select' : 'text'}
      code: LARGE_${at}
      group: Паспорт${at % 2 ? '\n      values: [Один, Два, Три]' : ''}`,
)}
`;
  return franchise
    .replace('  - Передумал\n', '')
    .replace('  - Дорого\n', '  - Слишком дорого\n  - Долго ждать\n')
    .replace(
      '    - Франшиза\n',
      '    - Сервис\n    - Франшиза\n  contacts:\n    - Паспорт\n  companies:\n    - Паспорт\n',
    )
    .replace(
      '      - name: Контакт\n',
      '      - name: Замер\n        newbie: Измерьте.\n      - name: Контакт\n',
    )
    .replace("      - name: Переговоры\n        color: '#ffdc7f'\n", '')
    .replace('\nfields:\n', `${pipelines}\nfields:\n`)
    .replace('\n# Shown as', `${fields('contacts', 20)}${fields('companies', 14)}\n# Shown as`)
    .replace('        - Другой регион\n', '        - Казань\n        - Омск\n')
    .replace('\nmanual:', `\n  contacts:\n${times(26, (at) => `    - Метка ${at}`)}\n\nmanual:`);
}
