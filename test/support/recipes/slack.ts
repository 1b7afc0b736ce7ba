import {
  bearerOf,
  type EmulatedService,
  jsonOf,
  type ServiceAnswer,
  type ServiceRequest,
} from './emulated-service.ts';

/** The bot token that Slack knows. */
export const SLACK_TOKEN = 'xoxb-token-of-the-recipes';

/** A channel; the bot has to be a member to post in it. */
export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly isMember?: boolean;
}

/**
 * Plays Slack's Web API: everything is answered 200, failures say `ok: false`.
 * https://docs.slack.dev/reference/methods
 */
export class Slack implements EmulatedService {
  readonly hosts = ['slack.com'];
  readonly #channels = new Map<string, Channel>();
  readonly #posted: { readonly channel: string; readonly text: string }[] = [];
  #trouble = 0;

  make(channel: Channel): void {
    this.#channels.set(channel.id, channel);
  }

  /** The texts in a channel, oldest first. */
  posted(channel: string): string[] {
    return this.#posted.filter((each) => each.channel === channel).map(({ text }) => text);
  }

  /** The next messages are refused. */
  refuse(times: number): void {
    this.#trouble = times;
  }

  answer(asked: ServiceRequest): ServiceAnswer {
    if (bearerOf(asked) === '') return no('not_authed');
    if (bearerOf(asked) !== SLACK_TOKEN) return no('invalid_auth');
    const name = `${asked.method} ${asked.path}`;
    if (name === 'POST /api/chat.postMessage') return this.#post(asked);
    if (name === 'GET /api/conversations.list') return this.#list(asked);
    return no('unknown_method');
  }

  #post(asked: ServiceRequest): ServiceAnswer {
    const message = jsonOf<{ readonly channel?: string; readonly text?: string }>(asked);
    const { channel: id = '', text = '' } = message;
    const channel = this.#channels.get(id);
    if (channel === undefined) return no('channel_not_found');
    if (channel.isMember === false) return no('not_in_channel');
    if (text === '') return no('no_text');
    if (this.#trouble > 0) {
      this.#trouble -= 1;
      return no('ratelimited');
    }
    this.#posted.push({ channel: id, text });
    const ts = `1777127400.${String(this.#posted.length).padStart(6, '0')}`;
    return ok({ channel: id, ts, message: { type: 'message', text, ts } });
  }

  /** By pages, as many as are asked for. */
  #list({ query }: ServiceRequest): ServiceAnswer {
    const all = [...this.#channels.values()];
    const start = Number(query.get('cursor') ?? 0);
    const end = start + Number(query.get('limit') ?? 100);
    const channels = all
      .slice(start, end)
      .map(({ id, name, isMember = true }) => ({ id, name, is_member: isMember }));
    const next_cursor = end < all.length ? String(end) : '';
    return ok({ channels, response_metadata: { next_cursor } });
  }
}

const ok = (more: object): ServiceAnswer => ({ status: 200, json: { ok: true, ...more } });
const no = (error: string): ServiceAnswer => ({ status: 200, json: { ok: false, error } });
