/** Why a request was refused, by the English words; `{}` is a place for any text. */
export const EXPLANATIONS = {
  'No {} is held for this source: give it the {} of {}, or choose “unsigned” explicitly if it cannot sign.':
    'У источника ещё нет того, чем проверяется подпись ({}): укажите его ({} из {}) или явно разрешите запросы без подписи.',
  'What is held as the public key of {} is not {}: copy the key again.':
    'Открытый ключ {} не в нужной форме ({}): скопируйте его ещё раз.',
  'The request carries no {} header: switch signing on at {}, and see that nothing on the way removes headers.':
    'В запросе нет заголовка {}: включите подпись в {} и проверьте, что по пути заголовки не удаляются.',
  'The request carries no {} header: enter the secret at {}, and see that nothing on the way removes headers.':
    'В запросе нет заголовка {}: укажите секрет в {} и проверьте, что по пути заголовки не удаляются.',
  'The {} header is not a {} in {}: see what {}, or something on the way, writes there.':
    'В заголовке {} не то, что ожидается ({}, {}): проверьте, что туда записывает {} или кто-то по пути.',
  'The {} header holds another secret: enter the same text at {} and here.':
    'В заголовке {} другой секрет: укажите один и тот же текст в {} и здесь.',
  'The signature does not fit the body and any {} held: check that the {} is that of this very webhook at {}, and that the body arrives unchanged.':
    'Подпись не подходит к телу ни с одним известным ключом ({}): проверьте, что это {} именно этого вебхука в {} и что тело приходит без изменений.',
  'The signature does not fit the address, the body and any {} held: check that the {} is that of this very webhook at {}, and that the body arrives unchanged, and that the address is the one known here.':
    'Подпись не подходит к адресу и телу ни с одним известным ключом ({}): проверьте, что это {} именно этого вебхука в {}, что тело приходит без изменений и что адрес известен здесь таким же.',
  'The request carries no Authorization header, but this source demands one: enter its value at {}.':
    'В запросе нет заголовка Authorization, а источник его требует: укажите его значение в {}.',
  'The Authorization header is not the one this source demands: enter the same whole value, such as “Bearer …”, at {} and here.':
    'Заголовок Authorization не тот: укажите одно и то же значение целиком, например «Bearer …», в {} и здесь.',
  'The request does not say in {} when it was signed: the sender has to add that.':
    'В запросе не сказано, когда он подписан ({}): отправитель должен это добавить.',
  'What is in {} is no number of {} since 1970.': 'Время ({}) не является числом с 1970 года ({}).',
  'The timestamp is more than {} seconds from now: check the clocks of both ends, and that no old request is sent again.':
    'Время отличается от текущего больше чем на {} с: проверьте часы с обеих сторон и что не отправлен старый запрос.',
  '{} signs the address that it sends to, and that address is not known here: set the public URL of this end.':
    '{} подписывает адрес, на который отправляет, а здесь он неизвестен: задайте публичный адрес шлюза.',
  '{} signs the address that it sends to; it was compared with {}: enter exactly that address at {}, or correct the public URL of this end.':
    '{} подписывает адрес, на который отправляет; сравнение было с {}: укажите точно этот адрес в {} или исправьте публичный адрес шлюза.',
  'The body arrived empty: something on the way has read it already, or a redirect dropped it.':
    'Тело пришло пустым: его прочитали по пути или потеряли при перенаправлении.',
  'The body is too large for the usual mistakes to be tried on it.':
    'Тело слишком велико, чтобы проверить на нём обычные ошибки.',
  'The request carries the header {} of {}: this URL belongs to a source of {}.':
    'В запросе заголовок {} от {}: а этот адрес принадлежит источнику {}.',
  '{} signs every request; this one may not be from it.':
    '{} подписывает каждый запрос; возможно, этот не от него.',
  'A public key is held, but {} signs with a shared secret.':
    'Здесь открытый ключ, а {} подписывает общим секретом.',
  'A secret is held, but {} signs with a private key: its public key is needed.':
    'Здесь секрет, а {} подписывает закрытым ключом: нужен его открытый ключ.',
  'The secret held is empty.': 'Секрет пуст.',
  'The word “Bearer ” is missing in front of the value at the sender.':
    'У отправителя перед значением нет слова «Bearer ».',
  'The sender writes “Bearer ” in front; enter the whole value here, with it.':
    'Отправитель пишет впереди «Bearer »; укажите здесь значение целиком, вместе с ним.',
  'The value held has white space around it. Enter it again without.':
    'У значения есть лишние пробелы. Введите его без них.',
  'The values differ only in upper and lower case.':
    'Значения различаются только большими и малыми буквами.',
  'Hand over the raw bytes of the request, before any parser or proxy has touched them.':
    'Передавайте байты запроса как есть, до разбора и прокси.',
  'The keys of the body are in alphabetical order: perhaps something on the way has parsed it and written it again.':
    'Ключи тела идут по алфавиту: возможно, по пути его разобрали и записали заново.',
  'White space at the end of the body was added after signing.':
    'После подписи в конец тела добавлены пробелы.',
  'A line break at the end of the body was cut off after signing.':
    'После подписи в конце тела пропал перевод строки.',
  'The line breaks in the body were changed after signing.':
    'После подписи в теле изменены переводы строк.',
  'The byte order mark at the beginning of the body was changed after signing.':
    'После подписи изменена метка порядка байтов в начале тела.',
  'The body was encoded as JSON twice.': 'Тело закодировано в JSON дважды.',
  'The body was unpacked from a JSON string after signing.':
    'После подписи тело извлечено из строки JSON.',
  'The body was parsed and written as JSON again, which changed its white space, its escapes or the order of its keys.':
    'Тело разобрали и записали в JSON заново: изменились пробелы, экранирование или порядок ключей.',
  'The secret has white space around it. Enter it again without.':
    'У секрета есть лишние пробелы. Введите его без них.',
  'The secret was entered in quotation marks. Enter it again without them.':
    'Секрет введён в кавычках. Введите его без них.',
  'The secret holds characters that cannot be seen, such as a blank of no width. Type it instead of pasting it, or copy it from its source again.':
    'В секрете есть невидимые знаки. Введите его вручную или скопируйте ещё раз.',
  'The secret holds typographic quotation marks, dashes or dots where the sender has plain ones. An editor has changed them: copy it from its source again.':
    'В секрете типографские кавычки, тире или точки вместо обычных: их заменил редактор. Скопируйте его ещё раз.',
  'The secret holds Cyrillic or Greek letters that look like Latin ones. Type it anew in one alphabet.':
    'В секрете есть буквы кириллицы или греческие, похожие на латинские. Введите его заново в одном алфавите.',
  'The secret held is the hex form of the bytes that the sender signs with. The provider signs with the text itself: enter the very same text at both ends.':
    'Здесь секрет в шестнадцатеричном виде, а провайдер подписывает самим текстом: укажите один и тот же текст с обеих сторон.',
  'The secret held is the base64 form of what the sender signs with. Enter the very same text at both ends.':
    'Здесь секрет в виде base64, а отправитель подписывает самим текстом. Укажите один и тот же текст с обеих сторон.',
  'The sender signs with the {} form of the secret held. Enter the very same text at both ends.':
    'Отправитель подписывает секретом в виде {}. Укажите один и тот же текст с обеих сторон.',
  'The sender’s secret has white space at its end. Enter it there again without.':
    'У отправителя в конце секрета есть пробелы. Введите его там без них.',
  'The header holds the secret itself instead of a signature made with it. Change the secret: it has been sent openly.':
    'В заголовке сам секрет, а не подпись. Смените секрет: он был отправлен открыто.',
  'The signature is right, but the header was sent more than once: it must stand in the request once.':
    'Подпись верна, но заголовок отправлен несколько раз, а должен быть один.',
  'The signature is right, but something stands around it: the header must hold the digest {}.':
    'Подпись верна, но вокруг неё что-то ещё: в заголовке должна быть подпись {}.',
  'The header holds a {} digest; {} is wanted.': 'В заголовке подпись {}, а нужна {}.',
  'The header holds {} hex digits; {} are wanted. It may have been cut.':
    'В заголовке {} шестнадцатеричных цифр, а нужно {}. Возможно, подпись обрезана.',
  'The header was sent more than once.': 'Заголовок отправлен несколько раз.',
  'The signature is right, but it has a prefix or is in the URL alphabet; plain base64 is wanted.':
    'Подпись верна, но с приставкой или в алфавите для адресов; нужна простая base64.',
  'The time of the request is in {}; {} are expected.':
    'Время запроса указано так: {}; ожидаются {}.',
  'The token and the secret differ only in upper and lower case.':
    'Токен и секрет различаются только большими и малыми буквами.',
  'The signature fits the address {}, but the request came to {}: enter that one at the sender, or correct the public URL of this end.':
    'Подпись подходит к адресу {}, а запрос пришёл на {}: укажите его у отправителя или исправьте публичный адрес шлюза.',
  'The signature is right, but it is written in {}; {} is expected.':
    'Подпись верна, но записана в {}, а ожидается {}.',
  'The signature is right, but made with {}; {} is expected.':
    'Подпись верна, но сделана с {}, а ожидается {}.',
  'The sender signs with the text of the secret, as it is; here it is decoded from {} first.':
    'Отправитель подписывает текстом секрета как есть, а здесь он сначала декодируется из {}.',
  'The signature covers the body alone; more is expected to be signed.':
    'Подписано только тело, а должно быть подписано больше.',
  'The request has no body. A webhook carries parameters.': 'У запроса нет тела.',
  'The request has no body. A webhook carries a JSON object.': 'У запроса нет тела.',
  'The body is not valid UTF-8, so it cannot be read as JSON.':
    'Тело не в UTF-8, поэтому не читается как JSON.',
  'The body is not valid UTF-8, so it cannot be read as a form.':
    'Тело не в UTF-8, поэтому не читается как форма.',
  'The body is not valid JSON: {}': 'Тело не является JSON: {}',
  'The body is JSON, but not a JSON object ({…}).': 'Тело — JSON, но не объект ({…}).',
  'An object in the body has the same key twice, so its meaning is ambiguous.':
    'В теле дважды один ключ, смысл неясен.',
  'The body has a key named "__proto__".': 'В теле есть ключ «__proto__».',
  'The JSON is nested deeper than {} levels.': 'Вложенность JSON больше {} уровней.',
  'The JSON holds more than {} values.': 'В JSON больше {} значений.',
  'This source has no secret or key to verify requests with.':
    'У источника нет секрета или ключа для проверки.',
  'Send the body uncompressed.': 'Отправляйте тело без сжатия.',
  'This source does not take this content type.': 'Источник не принимает такой тип содержимого.',
  'The body is larger than this source accepts.': 'Тело больше, чем принимает источник.',
  'More requests came than this source takes per second. Send it again.':
    'Запросов в секунду больше, чем принимает источник. Отправьте ещё раз.',
  '{} more of the same kind came since {}.': 'И ещё {} таких же с {}.',
  'a header': 'заголовок',
  'the {} header': 'заголовок {}',
  secret: 'секрет',
  signature: 'подпись',
  token: 'токен',
  'public key': 'открытый ключ',
  seconds: 'секунды',
  milliseconds: 'миллисекунды',
  'hex or base64': 'hex или base64',
} as const;
