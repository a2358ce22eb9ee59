/** The line of custody, and what of a branch lead the HQ lead does not show, and why: parts of a list. */
export const custody = {
  'hq-gone': 'сделки головного офиса больше нет',
  'hq-closed': 'итог: сделку головного офиса закрыли вручную, хаб её не трогает',
  'hq-moved': 'итог: сделку головного офиса переместили вручную, хаб оставил её на месте',
  'no-stage': 'этап: его нет в филиале',
  'no-owner': 'ответственный: его нет в филиале',
  'no-field': 'поле {code}: его нет в головном офисе или он его не принял',
  'no-loss-reason': 'причина отказа «{reason}»: в головном офисе такой нет',
  'loss-reason': 'причина отказа: головной офис её не принял',
  move: 'этап сделки головного офиса: amoCRM его не принял',
  refused: 'всё: {reason}',
  line: 'Сделка №{leadId}: головной офис → {legs}',
  leg: '{branch}{lead, select, none {} other { (№{lead})}}, {age}: {how, select, on_way {в пути} in_branch {в работе} leaving {уходит} won {успешно} lost {не реализовано} gone {сделки больше нет} re_routed {передана дальше} rejected {филиал отказался} not_taken {не взяли вовремя} other {{how}}}',
  'in-hand': 'на руках у хаба, {age}',
  age: '{days, select, 0 {} other {{days} д }}{hours, select, 0 {} other {{hours} ч }}{minutes} мин',
  'why-chosen': 'в головном офисе выбрали филиал «{branch}»',
  'why-region': 'в головном офисе исправили регион: он у филиала «{branch}»',
  'why-asked': '{reason}',
  'why-rejected': 'филиал отказался от заявки',
  'why-not-taken':
    'заявку не взяли за {minutes, plural, one {# рабочую минуту} few {# рабочие минуты} many {# рабочих минут} other {# рабочих минуты}}',
  'refused-move': 'этап {side, select, hq {сделки головного офиса} other {сделки филиала}}: {reason}',
  'no-loss-reason-there': 'причина отказа «{reason}»: в другом аккаунте такой нет',
  'line-branch': 'Сделка филиала: {legs}',
  escalation:
    '{branch} (№{branchLead}) ⇒ головной офис{lead, select, none {} other { (№{lead})}}, {age}: {how, select, asked {передаётся} delivered {ждёт принятия} accepted {в работе} ending {завершается} won {успешно} lost {не реализовано} handed_back {возвращена филиалу} withdrawn {филиал забрал обратно} closed_in_branch {филиал закрыл сам} gone {сделки больше нет} re_routed {ушла в другой филиал} no_reason {возвращена: нет причины} other {{how}}}',
} as const;
