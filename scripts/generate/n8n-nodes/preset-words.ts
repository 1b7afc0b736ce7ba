/** The words of the table of presets, which the guide to the node for any sender has in two languages. */
export interface PresetWords {
  readonly columns: readonly string[];
  /** From the guide's folder. */
  readonly reference: string;
  age(seconds: number): string;
  triesAddress(name: string): string;
  readonly token: string;
  readonly signsUrl: string;
  /** When a preset's sender signs, from what its definition says. */
  signsWhen(sentence: string): string;
}

export const ENGLISH: PresetWords = {
  columns: [
    'sender',
    'checked with',
    'what it is called there',
    'refuses what is older than',
    'good to know',
  ],
  reference: '../reference/presets',
  age: (seconds) =>
    seconds % 60 !== 0
      ? `${seconds} seconds`
      : seconds === 60
        ? '1 minute'
        : `${seconds / 60} minutes`,
  triesAddress: (name) => `${name} tries the address when it is entered: publish first.`,
  token: 'Nothing is signed: the token comes with every request.',
  signsUrl: 'The address is signed too.',
  signsWhen: (sentence) => sentence,
};

/** What is not here is shown in English. */
const SIGNS_WHEN: Readonly<Record<string, string>> = {
  'Calendly signs only if the subscription was made with a signing key.':
    'Calendly подписывает, только если подписка создана с ключом подписи.',
  'GitHub signs only if a secret is entered at the webhook: enter one.':
    'GitHub подписывает, только если у вебхука введён секрет: введите его.',
  'GitLab sends the token only if a secret token is entered at the webhook: enter one.':
    'GitLab отправляет его, только если у вебхука введён секретный токен: введите его.',
  'SendGrid signs only if Signed Event Webhook is switched on in the webhook’s settings.':
    'SendGrid подписывает, только если в настройках вебхука включён Signed Event Webhook.',
  'Typeform signs only if a secret is entered at the webhook: enter one.':
    'Typeform подписывает, только если у вебхука введён секрет: введите его.',
};

export const RUSSIAN: PresetWords = {
  columns: [
    'отправитель',
    'проверяется с помощью',
    'как это называется там',
    'отклоняет запросы старше',
    'что нужно знать',
  ],
  reference: '../../reference/presets',
  // The genitive, which follows "older than".
  age: (seconds) =>
    seconds % 60 !== 0
      ? `${seconds} секунд`
      : seconds === 60
        ? '1 минуты'
        : `${seconds / 60} минут`,
  triesAddress: (name) =>
    `${name} проверяет адрес, когда его вводят: сначала опубликуйте воркфлоу.`,
  token: 'Подписи нет: с каждым запросом приходит токен.',
  signsUrl: 'Адрес тоже подписан.',
  signsWhen: (sentence) => SIGNS_WHEN[sentence] ?? sentence,
};
