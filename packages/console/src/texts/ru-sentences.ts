import { EXPLANATIONS } from './ru-explanations.ts';

/** What the gateway answers, by its English words; `{}` is a place for any text. */
const ERRORS = {
  'A valid bearer token is needed, or somebody who is signed in.':
    'Нужен действующий токен или вход.',
  'The bearer token has expired.': 'Срок действия токена истёк.',
  'The bearer token has been revoked.': 'Токен отозван.',
  'The bearer token lacks the scope for this.': 'У токена нет права на это.',
  'The request was not made by the console itself.': 'Запрос отправлен не самой консолью.',
  'There is nothing at this address.': 'По этому адресу ничего нет.',
  'There is no such source.': 'Такого источника нет.',
  'There is no such subscription.': 'Такой подписки нет.',
  'There is no such event.': 'Такого события нет.',
  'There is no such delivery.': 'Такой доставки нет.',
  'There is no such replay.': 'Такого повтора нет.',
  'There is no such rejection. Only the newest of a source are kept.':
    'Такого отклонённого запроса нет. Хранятся только последние запросы источника.',
  'There is no such rejection.': 'Такого отклонённого запроса нет.',
  'There is no such erasure.': 'Такого удаления данных нет.',
  'There is no such provider.': 'Такого провайдера нет.',
  'There is no such token.': 'Такого токена нет.',
  'There is no such session.': 'Такого сеанса нет.',
  'There is no such alert.': 'Такого оповещения нет.',
  'There is no such alert rule.': 'Такого правила оповещений нет.',
  'There is no such alert channel.': 'Такого канала оповещений нет.',
  'This address does not take that method.': 'По этому адресу такой запрос не принимается.',
  'The body came too slowly while others waited. Send it again.':
    'Тело запроса приходило слишком медленно. Отправьте его ещё раз.',
  'The request took too long to arrive.': 'Запрос приходил слишком долго.',
  'The request does not fit the present state.': 'Сейчас это невозможно.',
  'The body is larger than this gateway accepts.': 'Тело запроса больше, чем принимает шлюз.',
  'Send JSON.': 'Отправьте JSON.',
  'The body’s encoding is not supported.': 'Такое сжатие не поддерживается.',
  'The body came in too many tiny chunks.': 'Тело пришло слишком мелкими частями.',
  'This is no valid HTTP request.': 'Это неправильный запрос HTTP.',
  'The request’s headers are too large.': 'Заголовки запроса слишком велики.',
  'The body could not be read.': 'Тело запроса не читается.',
  'The body is not valid JSON.': 'Тело не является JSON.',
  'The request has invalid values.': 'Некоторые значения не подходят.',
  'Deliveries to this address are not allowed.': 'Отправлять на этот адрес нельзя.',
  'The provider refused the request.': 'Провайдер отклонил запрос.',
  'The provider could not be reached.': 'Провайдер не отвечает.',
  'The gateway does not know its public URL.': 'Шлюз не знает своего публичного адреса.',
  'The gateway cannot take this right now.': 'Шлюз сейчас не может этого сделать.',
  'This source cannot take requests right now. Send it again later.':
    'Источник сейчас не принимает запросы. Отправьте позже.',
  'The gateway is busy with other requests. Send it again.':
    'Шлюз занят другими запросами. Отправьте ещё раз.',
  'The gateway has too many connections. Send it again.':
    'У шлюза слишком много соединений. Отправьте ещё раз.',
  'Too many requests came from here.': 'Отсюда пришло слишком много запросов.',
  'Something went wrong inside the gateway.': 'В шлюзе произошла ошибка.',
  'It has just been changed. Try again.': 'Это только что изменили. Попробуйте ещё раз.',
  'Its event was deleted when its time was over.': 'Событие удалено: срок хранения прошёл.',
  'The delivery is still pending; it needs no replay.': 'Доставка ещё ожидает: повтор не нужен.',
  'The subscription has ended. Make a new one.': 'Подписка завершена. Создайте новую.',
  'The subscription has ended; nothing is sent to it.':
    'Подписка завершена: туда ничего не отправляется.',
  'This gateway sends no sign-in links: set SIGNAL_HOOKS_SMTP_URL and SIGNAL_HOOKS_CONSOLE_EMAILS.':
    'Шлюз не отправляет ссылки для входа: задайте SIGNAL_HOOKS_SMTP_URL и SIGNAL_HOOKS_CONSOLE_EMAILS.',
  'This gateway has no mail server: set SIGNAL_HOOKS_SMTP_URL, such as smtp://user:password@mail.example.com:587':
    'У шлюза нет почтового сервера: задайте SIGNAL_HOOKS_SMTP_URL, например smtp://user:password@mail.example.com:587',
  'Only {} holds the key that signs its requests. Use the test in its own screens.':
    'Ключ, которым подписываются запросы, есть только у {}. Отправьте проверку оттуда.',
  'There is no such provider. Did you mean {}?': 'Такого провайдера нет. Может быть, {}?',
} as const;

/** What is wrong with a value. */
const VALUES = {
  'This is no web address. Give a whole URL that begins with https://.':
    'Это не веб-адрес. Укажите адрес целиком, начиная с https://.',
  'The URL carries a user name or password. Leave it out: deliveries are signed, check the signature instead.':
    'В адресе указаны имя или пароль. Уберите их: доставки подписаны, проверяйте подпись.',
  'The URL has a fragment (#…), which is never sent. Leave it out.':
    'В адресе есть часть после #, она никогда не отправляется. Уберите её.',
  'The URL leads into an internal network. Use a public address, or have the operator add the network to SIGNAL_HOOKS_ALLOWED_NETWORKS.':
    'Адрес ведёт во внутреннюю сеть. Укажите публичный адрес или попросите администратора добавить сеть в SIGNAL_HOOKS_ALLOWED_NETWORKS.',
  'Deliveries go to https:// addresses only. Use HTTPS, or have the operator allow plain HTTP.':
    'Отправка идёт только на адреса https://. Укажите такой адрес или попросите администратора разрешить HTTP.',
  'This is needed.': 'Это нужно указать.',
  'Give a value.': 'Укажите значение.',
  'There is no such key.': 'Такого ключа нет.',
  'This does not have the right form.': 'Это записано не так, как нужно.',
  'Give at least one value to change.': 'Измените хотя бы одно значение.',
  'Give at least {} characters.': 'Знаков должно быть не меньше {}.',
  'Give at most {} characters.': 'Знаков должно быть не больше {}.',
  'Give a whole number from {} to {}.': 'Укажите целое число от {} до {}.',
  'Give a number above {} and up to {}.': 'Укажите число больше {} и не больше {}.',
  'Give a number above {} and up to {}, or null.':
    'Укажите число больше {} и не больше {} или оставьте пустым.',
  'Give a smaller number.': 'Укажите число поменьше.',
  'Give {} or more.': 'Укажите не меньше {}.',
  'Give more than {}.': 'Укажите больше {}.',
  'Give {} or less.': 'Укажите не больше {}.',
  'Give at most {} conditions.': 'Условий может быть не больше {}.',
  'Give a name of 1 to {} characters.': 'Название: от 1 до {} знаков.',
  'Give one of {}.': 'Укажите одно из: {}.',
  'Give one or more e-mail addresses.': 'Укажите один или несколько адресов эл. почты.',
  'This is no e-mail address.': 'Это не адрес эл. почты.',
  'It begins or ends with white space. Copy it again without.':
    'В начале или в конце пробелы. Скопируйте без них.',
  'Give 1 to {} characters.': 'Укажите от 1 до {} знаков.',
  'Secrets of {} are written in {}. Copy it again.':
    'Секреты {} записываются так: {}. Скопируйте ещё раз.',
  'There is no such field. See the reference of fields.': 'Такого поля нет.',
  'For this field op must be one of {}.': 'Для этого поля возможны сравнения: {}.',
  'Give a number such as 80 or 0.5.': 'Укажите число, например 80 или 0.5.',
  'Give true or false.': 'Укажите true или false.',
  'a number such as 80 or 0.5': 'число, например 80 или 0.5',
  'true or false': 'true (да) или false (нет)',
  'a text of 1 to {} characters': 'текст от 1 до {} знаков',
  'one of {}': 'одно из {}',
  'a date such as 2026-04-25, or with time and zone 2026-04-25T14:30:00Z':
    'дата, например 2026-04-25, или со временем и зоной 2026-04-25T14:30:00Z',
  '1 to {} values separated by commas, each {}': 'от 1 до {} значений через запятую, каждое — {}',
} as const;

/** Why something does not work, and what to do. */
const STATES = {
  'Paused at {}.': 'Приостановлена {}.',
  'Every attempt has failed since {}; the last one with "{}".':
    'Ни одна попытка не удалась с {}; последняя: «{}».',
  'The subscriber answered 410 Gone at {}.': 'Получатель ответил «410 Gone» {}.',
  'Unsubscribed.': 'Отписана.',
  'Its source was removed.': 'Источник удалён.',
  'Every attempt to deliver to {} fails.': 'Ни одна попытка доставить на {} не удаётся.',
  'The last answer was HTTP {}.': 'Последний ответ: HTTP {}.',
  'The deliveries are tried again, and kept.': 'Попытки повторяются, доставки сохраняются.',
  'See what its receiver answers, and put that right.':
    'Посмотрите, что отвечает получатель, и исправьте это.',
  'Nothing is delivered to {} any more. {} Its events are kept.':
    'На {} больше ничего не доставляется. {} События сохраняются.',
  'When its receiver is well again, recover it: what failed is delivered then.':
    'Когда получатель исправится, восстановите подписку: неудавшееся будет доставлено.',
  'Its oldest delivery has been due for {}.': 'Самая старая доставка ждёт уже {}.',
  'See whether its receiver is quick enough, and whether max_concurrency or max_per_second of the subscription is too small.':
    'Проверьте, не отвечает ли получатель слишком медленно и не слишком ли мало ограничение подписки.',
  'Its provider does not know this source any more: nothing is sent.':
    'Провайдер больше не знает этот источник: ничего не отправляется.',
  'Its provider has switched it off: nothing is sent.':
    'Провайдер отключил вебхук: ничего не отправляется.',
  'Register it anew; what the provider sent meanwhile it may be able to send again.':
    'Зарегистрируйте источник снова; отправленное за это время провайдер, возможно, отправит ещё раз.',
  '1 request were refused within an hour, most with {}: {}': 'За час отклонён 1 запрос ({}): {}',
  '{} requests were refused within an hour, most with {}: {}':
    'За час отклонено запросов: {}, чаще всего {}: {}',
  'Compare the secret at the provider with the one of this source, and enter it once more if it has changed.':
    'Сравните секрет у провайдера с секретом источника и введите его снова, если он изменился.',
  'Nothing has come for {}.': 'Ничего не приходит уже {}.',
  'Nothing has come for {}. So long a silence is unusual here.':
    'Ничего не приходит уже {}. Так долго обычно не бывает.',
  'See at the provider whether its webhook is still switched on and sends to this gateway.':
    'Проверьте у провайдера, включён ли вебхук и отправляет ли он на этот шлюз.',
  'Events are refused, and providers send them again later. {}':
    'События не принимаются, провайдеры отправят их позже. {}',
  'Look at the disk and the database.': 'Проверьте диск и базу данных.',
  '{} GB are free, {} % are used. When nothing is free, nothing can be stored.':
    'Свободно {} ГБ, занято {} %. Когда место кончится, ничего нельзя будет сохранить.',
  'Make room, or keep less: SIGNAL_HOOKS_RETENTION_DAYS, SIGNAL_HOOKS_RETENTION_BYTES.':
    'Освободите место или храните меньше: SIGNAL_HOOKS_RETENTION_DAYS, SIGNAL_HOOKS_RETENTION_BYTES.',
  'It is accepted until {}.': 'Он принимается до {}.',
  'Make another one, put it where this one is used, and revoke this one.':
    'Создайте другой, вставьте его туда, где используется этот, и отзовите этот.',
  'Its address cannot be opened: remove the channel, and add it anew.':
    'Адрес канала не читается: удалите канал и добавьте снова.',
  'The mail server offers no TLS, without which no password is sent.':
    'Почтовый сервер не предлагает TLS, а без него пароль не отправляется.',
  'The mail server refused it: {}': 'Почтовый сервер отказал: {}',
  'The mail server could not be reached: {}.': 'Почтовый сервер недоступен: {}.',
  'nothing answers at its address': 'по его адресу ничего не отвечает',
  'its host name could not be found': 'имя узла не найдено',
  'the connection broke': 'соединение прервалось',
  'the connection failed': 'соединение не удалось',
  'it did not answer in time': 'ответа не было вовремя',
  'its answer broke off': 'ответ оборвался',
  'its address could not be reached': 'адрес недоступен',
  'its address is not complete; it begins with https://':
    'адрес неполный; он начинается с https://',
  'its address leads from one page to the next without end':
    'адрес без конца перенаправляет дальше',
  'the token holds a character that cannot be sent; paste it again':
    'в токене недопустимый знак; вставьте его ещё раз',
  'it does not speak HTTPS at this address': 'по этому адресу нет HTTPS',
  'its certificate has expired': 'срок действия сертификата истёк',
  'its certificate belongs to another host name': 'сертификат выдан другому имени узла',
  'its certificate is not trusted': 'сертификату нельзя доверять',
  '{} could not be reached: {}.': '{}: связи нет, {}.',
  'Chrome on {}': 'Chrome, система {}',
  'Edge on {}': 'Edge, система {}',
  'Firefox on {}': 'Firefox, система {}',
  'Opera on {}': 'Opera, система {}',
  'Safari on {}': 'Safari, система {}',
  'Yandex Browser on {}': 'Яндекс Браузер, система {}',
  'Another program on {}': 'Другая программа, система {}',
  'Another program': 'Другая программа',
  'less than a minute': 'меньше минуты',
  '{} d {} h': '{} дн. {} ч',
  '{} h {} min': '{} ч {} мин',
} as const;

export const SENTENCES = { ...ERRORS, ...VALUES, ...STATES, ...EXPLANATIONS } as const;
