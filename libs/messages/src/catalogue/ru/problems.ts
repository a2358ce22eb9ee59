/** Errors of the REST API: what is wrong with the request, and what to do. */
export const problems = {
  unexpected: 'Произошла ошибка на стороне хаба. Подробности в журнале по correlation id.',
  'no-such-route': 'Такого адреса в API нет. Список адресов: /api/docs.',
  'request-refused': 'Сервер не принял запрос ({status}). Проверьте адрес и метод по /api/docs.',

  // Access.
  'key-needed': 'Нужен действующий ключ API. Передайте его в заголовке Authorization: Bearer <ключ>.',
  forbidden: 'Этому ключу это не разрешено. Используйте ключ с нужной ролью и доступом к этому филиалу.',
  'too-many-wrong-keys':
    'С этого адреса слишком часто приходят неверные ключи. Проверьте ключ и повторите через минуту.',
  'too-many-requests': 'С этим ключом слишком много запросов. Повторите через минуту.',
  'no-such-key': 'Такого ключа нет. Список ключей: GET /api/v1/keys.',

  // The body and its fields.
  'wrong-fields': 'Запрос заполнен неверно. Исправьте поля, перечисленные в errors.',
  'not-an-object': 'Тело запроса должно быть объектом JSON.',
  'not-json': 'Тело запроса не читается как JSON. Проверьте запятые, кавычки и скобки.',
  'send-json': 'Отправьте тело запроса как application/json.',
  'send-form': 'Вебхуки принимаются как application/x-www-form-urlencoded.',
  'too-large': 'Тело запроса слишком большое. Отправьте данные частями.',
  'too-large-for-bus':
    'Запрос занимает {bytes, plural, one {# байт} few {# байта} many {# байт} other {# байта}}, допускается не больше {most}. Отправьте данные частями.',
  'encoding-unsupported': 'Такое сжатие тела запроса не поддерживается. Отправьте его без сжатия или в gzip.',
  'encoding-broken': 'Тело запроса — не UTF-8. Отправьте его в UTF-8.',
  'charset-unsupported': 'Эта кодировка не поддерживается. Отправьте тело запроса в UTF-8.',
  'length-wrong': 'Длина тела запроса не та, что указана в Content-Length. Повторите запрос.',
  'body-unreadable': 'Тело запроса не читается. Проверьте его и повторите запрос.',
  'body-empty-or-broken': 'Тело запроса пусто, или его кодировка повреждена.',
  'nothing-to-change': 'Укажите хотя бы одно поле, которое нужно изменить.',

  // Idempotency-Key.
  'idempotency-key-wrong':
    'Заголовок Idempotency-Key должен содержать от 1 до 200 печатных символов ASCII без пробелов.',
  'idempotency-key-needed':
    'Для этого запроса нужен заголовок Idempotency-Key: без него повтор выдаст вторую заявку.',
  'idempotency-key-used': 'Этот Idempotency-Key уже использован с другим запросом. Возьмите новый.',
  'idempotency-just-ended': 'Первый запрос с этим Idempotency-Key только что завершился. Повторите запрос.',

  // Accounts and their connection.
  'no-such-account': 'Такого аккаунта нет. Список аккаунтов: GET /api/v1/accounts.',
  'account-registered': 'Аккаунт {host} уже зарегистрирован. Найдите его в списке аккаунтов.',
  'second-hq':
    'Головной офис в хабе один, и это {host}. Отключите его или уберите у него роль hq, затем повторите.',
  'account-not-connected': 'Аккаунт ещё не подключён. Подключите его по ссылке или токену.',
  'account-not-suspended': 'Аккаунт не приостановлен, возобновлять нечего.',
  'account-not-callable':
    'К аккаунту нельзя обращаться: {state, select, pending {он ещё не подключён} suspended {он приостановлен, сначала возобновите его} removed {он отключён от хаба} reconnect {его нужно подключить заново} other {состояние {state}}}.',
  'no-integration':
    'У аккаунта нет интеграции, а общей у хаба нет. Задайте интеграцию при регистрации аккаунта или подключите его долгосрочным токеном.',
  'token-of-another-account': 'Токен выдан для аккаунта {subdomain}. Возьмите токен этого аккаунта.',
  'code-refused': 'amoCRM не принимает код авторизации. Он действует 20 минут и один раз: получите новый.',
  'token-refused': 'amoCRM не принимает токен. Выпустите новый токен и повторите.',
  'consent-refused':
    'В amoCRM доступ не разрешили. Откройте ссылку подключения ещё раз и подтвердите доступ.',
  'link-not-valid': 'Ссылка недействительна или устарела. Запросите новую у головного офиса.',
  connected: 'Аккаунт подключён. Эту страницу можно закрыть.',
  'amocrm-refused': 'Запрос к amoCRM не выполнен. {failure}',
  'amocrm-away': 'amoCRM сейчас не отвечает как нужно. {failure}',

  // Branches and routing.
  'no-such-branch': 'Такого филиала нет. Список филиалов: GET /api/v1/branches.',
  'branch-name-taken':
    'Такое имя уже есть у филиала «{branch}» (регистр, пробелы, дефисы и ё не различаются). Дайте другое имя или закройте тот филиал.',
  'no-rules': 'Правила маршрутизации ещё не сохранены. Сохраните их: PUT /api/v1/routing-rules.',

  // The lead exchange.
  'no-exchange': 'У аккаунта ещё нет биржи заявок. Сначала сохраните её настройки.',
  'leads-being-read': 'Сделки этого аккаунта читаются впервые. Повторите через несколько минут.',
  'hand-over-refused': 'amoCRM не дала передать заявку, она остаётся на бирже. {failure}',

  // Configuration: releases, plans, ledger, blueprints.
  'no-such-plan': 'Такого плана нет. Список планов: GET /api/v1/plans.',
  'no-such-release': 'Такого релиза нет. Список релизов: GET /api/v1/releases.',
  'no-such-kind': 'Вида объектов «{kind}» нет.',
  'not-a-reference': 'Аккаунт {subdomain} не эталонный. Добавьте ему роль reference или выберите другой.',
  'not-readable': 'Аккаунт не даёт прочитать: {kinds}. Проверьте права интеграции и повторите.',
  'plan-not-shown':
    'План не тот, который был показан. Прочитайте его заново и утвердите с его контрольной суммой.',
  'plan-unsafe':
    'Проверка безопасности не пропускает план. Проверьте возражения в errors; если всё верно, назовите в forcedBy, кто берёт ответственность.',
  'another-plan-runs': 'В аккаунте уже применяется другой план. Дождитесь его конца или остановите его.',
  'plan-not-appliable':
    'План нельзя применить: {state, select, planned {сначала утвердите его} applied {он уже применён} stale {он устарел, составьте новый} failed {он не удался, составьте новый} cancelled {он отменён, составьте новый} other {состояние {state}}}.',
  'plan-not-in-state':
    'С планом этого сделать нельзя: он {state, select, planned {ещё не утверждён} approved {утверждён} applying {применяется} paused {приостановлен} applied {уже применён} stale {устарел} failed {не удался} cancelled {отменён} other {в состоянии {state}}}.',
  'plan-of-another-account': 'План относится к другому аккаунту. Возьмите план этого аккаунта.',
  'no-such-change': 'В плане нет изменения {kind} «{key}». Список изменений: GET /api/v1/plans/<id>/changes.',
  'not-in-ledger': 'В реестре аккаунта нет {kind} {ref}. Список: GET /api/v1/ledger.',
  'taken-in-ledger': 'Объект {kind} {branchId} уже записан в реестре как {ref}. Сначала уберите ту запись.',
  'no-such-object': 'В аккаунте нет {kind} {branchId}.',
  'object-elsewhere': 'Объект {kind} {branchId} находится в другом месте и не может быть «{key}».',
  'release-or-account': 'Укажите что-то одно: релиз или аккаунт.',
  'blueprint-wrong': 'В шаблоне есть ошибки. Исправьте места, перечисленные в errors.',
  'account-unknown': 'Хаб больше не знает этого аккаунта.',
  'account-not-written':
    'Аккаунт «{name}» {state, select, removed {отключён от хаба} suspended {приостановлен: сначала возобновите его} other {недоступен: {state}}}.',
  'account-only-observed':
    'За аккаунтом «{name}» хаб только наблюдает. Чтобы менять его, задайте режим apply.',

  // Between the services.
  'reply-too-large':
    'Ответ на {subject} занимает {bytes, plural, one {# байт} few {# байта} many {# байт} other {# байта}}, допускается не больше {most}. Читайте список постранично.',
  'reply-unreadable': 'Ответ сервиса не читается. Подробности в журнале по correlation id.',
  'came-late': 'Запрос {subject} пришёл через {ms} мс после своего срока. Сверьте часы серверов.',
  'not-answered': 'На запрос {subject} вовремя не ответили. Повторите позже.',
  'given-up': 'Запрос {subject} прерван. Повторите его.',
  'asker-gone': 'Запрос прерван: спросивший больше не ждёт ответа.',
  'bus-away': 'Нет связи с шиной NATS. Повторите через минуту.',
  'nobody-answers':
    'На запрос {subject} пока никто не отвечает: сервис запускается или остановлен. Повторите через минуту.',
  'not-asked': 'Запрос {subject} не удалось передать сервису. Повторите через минуту.',
  'no-such-dead-letter': 'У {consumer} нет неразобранного сообщения {id}. Список: GET /api/v1/dead-letters.',
  'no-such-transfer': 'Такой передачи нет. Список: GET /api/v1/transfers.',
  'transfer-ended':
    '{state, select, done {Сделка уже передана в филиал} other {Передача отменена}}: делать больше нечего.',
  'transfer-may-exist':
    'Сделка в филиале уже создана или как раз создаётся, отменить передачу нельзя. Повторите её: POST /api/v1/transfers/…/retry.',
  'no-such-alarm': 'Такой тревоги нет. Список тревог: GET /alarms?state=all.',
} as const;
