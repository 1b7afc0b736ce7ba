import {
  type EmulatedService,
  jsonOf,
  RateLimit,
  type ServiceAnswer,
  type ServiceRequest,
} from './emulated-service.ts';
import { readHtml, type ShownHtml } from './html.ts';

/** The token of the bot. */
export const TELEGRAM_TOKEN = '7000000001:token-of-the-recipes';

/** What is taken in HTML; other tags are refused. https://core.telegram.org/bots/api#html-style */
const TAGS: ReadonlySet<string> = new Set(
  'b strong i em u ins s strike del span tg-spoiler a code pre blockquote tg-emoji'.split(' '),
);
/** In characters, after entities are parsed. */
const LONGEST = 4096;
/** Somebody who is told, whatever the format is. */
const MENTION = /(?<![\w.+-])@[a-z]\w{3,31}\b/gi;

/** A message as the chat shows it. */
export interface TelegramMessage extends ShownHtml {
  readonly mentions: readonly string[];
  readonly hasPreview: boolean;
}

interface SendMessage {
  readonly chat_id?: string | number;
  readonly text?: string;
  readonly parse_mode?: string;
  readonly disable_web_page_preview?: boolean;
}

/** Plays the Bot API of Telegram. https://core.telegram.org/bots/api */
export class Telegram implements EmulatedService {
  readonly hosts = ['api.telegram.org'];
  readonly limit = new RateLimit();
  readonly #chats = new Map<string, TelegramMessage[]>();

  /** The bot is added to a chat. */
  join(chat: string): void {
    this.#chats.set(chat, []);
  }

  /** The messages of a chat, oldest first. @throws {Error} if the bot is not in it */
  messages(chat: string): readonly TelegramMessage[] {
    const messages = this.#chats.get(chat);
    if (messages === undefined) throw new Error(`the bot is not in the chat ${chat}`);
    return messages;
  }

  answer(asked: ServiceRequest): ServiceAnswer {
    const [, token, method] = /^\/bot([^/]+)\/(\w+)$/.exec(asked.path) ?? [];
    if (token !== TELEGRAM_TOKEN) return no(401, 'Unauthorized');
    if (method !== 'sendMessage' || asked.method !== 'POST') return no(404, 'Not Found');
    const sent = jsonOf<SendMessage>(asked);
    const messages = this.#chats.get(String(sent.chat_id ?? ''));
    if (messages === undefined) return no(400, 'Bad Request: chat not found');
    if (this.limit.isExceeded()) {
      return no(429, 'Too Many Requests: retry after 5', { parameters: { retry_after: 5 } });
    }
    const shown = shownBy(sent);
    if (typeof shown === 'string') return no(400, `Bad Request: ${shown}`);
    if (shown.text.trim() === '') return no(400, 'Bad Request: message text is empty');
    if (shown.text.length > LONGEST) return no(400, 'Bad Request: message is too long');
    const mentions = shown.text.match(MENTION) ?? [];
    const hasPreview = sent.disable_web_page_preview !== true;
    messages.push({ ...shown, mentions, hasPreview });
    const result = { message_id: messages.length, chat: { id: sent.chat_id }, text: shown.text };
    return { status: 200, json: { ok: true, result } };
  }
}

/** The message as it is shown, or why it is refused. */
function shownBy({ text = '', parse_mode = '' }: SendMessage): ShownHtml | string {
  const plain = { text, tags: [] };
  if (parse_mode === '') return plain;
  if (parse_mode === 'Markdown') {
    // Of the old format only what fails in it: a mark that is not closed.
    const open = ['_', '*', '`'].find((mark) => text.split(mark).length % 2 === 0);
    return open === undefined ? plain : "can't parse entities: Can't find end of the entity";
  }
  if (parse_mode !== 'HTML') return 'unsupported parse_mode';
  try {
    const shown = readHtml(text);
    const unknown = shown.tags.find((tag) => !TAGS.has(tag));
    return unknown === undefined
      ? shown
      : `can't parse entities: Unsupported start tag "${unknown}" at byte offset 0`;
  } catch (error) {
    return `can't parse entities: ${(error as Error).message}`;
  }
}

const no = (error_code: number, description: string, more: object = {}): ServiceAnswer => ({
  status: error_code,
  json: { ok: false, error_code, description, ...more },
});
