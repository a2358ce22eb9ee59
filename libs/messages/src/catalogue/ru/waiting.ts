/**
 * What waits for a person, why, and the next step. `found` is what routing found last, `value` what it was looking for.
 */
export const waiting = {
  'lead-manual':
    'Сделка №{leadId} ждёт решения: {found, select, no_branch {нет филиала для «{value}»} several_branches {для «{value}» подходит несколько филиалов} ambiguous {«{value}» может означать несколько регионов: {regions}} paused {филиал «{value}» приостановлен} closed {филиал «{value}» закрыт} missing {у филиала «{value}» не указано, куда передавать сделки} inside_hq {филиал «{value}» работает внутри аккаунта головного офиса} cancelled {передачу отменили ({value})} declined {решено её не передавать} other {{found} {value}}}. Назначьте филиал (POST /api/v1/leads/{leadId}/assign), укажите его в карточке сделки или исправьте настройки филиалов.',
  'lead-waits-long':
    'Сделка №{leadId} давно ждёт: {found, select, outside_hours {филиал «{value}» закрыт} full {квота филиала «{value}» исчерпана} unknown {неизвестно, есть ли место в квоте филиала «{value}»} other {по ней не понять, какому филиалу она нужна}}. Уточните у клиента и укажите в карточке регион или филиал либо назначьте филиал: POST /api/v1/leads/{leadId}/assign.',
  'lead-unsorted':
    'Сделка №{leadId} в «Неразобранном», её никто не принял. Примите её в amoCRM: хаб передаст её филиалу.',
  're-judge':
    'Теперь филиалам можно передать {leads, plural, one {# сделку} few {# сделки} many {# сделок} other {# сделки}}{old, plural, =0 {} one {, из них # давно никто не трогал} few {, из них # давно никто не трогал} many {, из них # давно никто не трогал} other {, из них # давно никто не трогал}}. Ответьте yes или no: POST /api/v1/decisions/re-judge.',
  'transfer-target':
    'Сделка №{leadId} не передана филиалу «{branch}»: его воронки или этапа больше нет. Укажите филиалу действующие воронку и этап: передача продолжится сама.',
  'dead-letter':
    'Хаб отказался от работы «{consumer}». {reason} Устраните причину и повторите работу или снимите её.',
  'lead-in-hand':
    'Сделка №{leadId} на руках у хаба: филиал «{branch}» её больше не ведёт, а следующий ещё не получил. Укажите филиал в карточке сделки или выберите его: POST /api/v1/leads/{leadId}/re-route.',
} as const;
