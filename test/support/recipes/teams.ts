import {
  bearerOf,
  type EmulatedService,
  jsonOf,
  RateLimit,
  type ServiceAnswer,
  type ServiceRequest,
} from './emulated-service.ts';
import { readHtml, type ShownHtml } from './html.ts';
import { freshTokenOf, oauthAccount, renewToken } from './oauth.ts';

/** The account of Microsoft that n8n posts with. */
export const TEAMS_ACCOUNT = oauthAccount('teams', { scope: 'Group.ReadWrite.All' });

/** Of a message, in bytes of UTF-16. https://learn.microsoft.com/en-us/microsoftteams/limits-specifications-teams */
const LARGEST = 28 * 1024;

interface ChatMessage {
  readonly body?: { readonly contentType?: string; readonly content?: string };
}

/**
 * Plays Microsoft Graph, as far as messages to channels of Teams are concerned.
 * https://learn.microsoft.com/en-us/graph/api/channel-post-messages
 */
export class Teams implements EmulatedService {
  readonly hosts = ['graph.microsoft.com', 'login.microsoftonline.com'];
  readonly limit = new RateLimit();
  /** By team and channel. */
  readonly #channels = new Map<string, ShownHtml[]>();

  make(team: string, channel: string): void {
    this.#channels.set(`${team}/${channel}`, []);
  }

  /** The messages of a channel, oldest first. @throws {Error} if there is none */
  messages(team: string, channel: string): readonly ShownHtml[] {
    const messages = this.#channels.get(`${team}/${channel}`);
    if (messages === undefined) throw new Error(`there is no channel ${channel}`);
    return messages;
  }

  answer(asked: ServiceRequest): ServiceAnswer {
    if (asked.headers.host === 'login.microsoftonline.com') return renewToken(asked, TEAMS_ACCOUNT);
    if (bearerOf(asked) !== freshTokenOf(TEAMS_ACCOUNT)) {
      return no(401, 'InvalidAuthenticationToken', 'Access token has expired or is not yet valid.');
    }
    const [, team, channel] =
      /^\/(?:v1\.0|beta)\/teams\/([^/]+)\/channels\/([^/]+)\/messages$/.exec(asked.path) ?? [];
    const messages = this.#channels.get(`${team}/${channel}`);
    if (asked.method !== 'POST' || messages === undefined) {
      return no(404, 'NotFound', 'No thread found.');
    }
    const { content = '', contentType = 'text' } = jsonOf<ChatMessage>(asked).body ?? {};
    if (content === '') return no(400, 'BadRequest', 'Missing body content.');
    if (Buffer.byteLength(content, 'utf16le') > LARGEST) {
      return no(413, 'RequestEntityTooLarge', 'Request Entity too large');
    }
    if (this.limit.isExceeded()) {
      return {
        ...no(429, 'TooManyRequests', 'Too many requests'),
        headers: { 'retry-after': '5' },
      };
    }
    messages.push(contentType === 'html' ? readHtml(content) : { text: content, tags: [] });
    return { status: 201, json: { id: String(messages.length), messageType: 'message' } };
  }
}

const no = (status: number, code: string, message: string): ServiceAnswer => ({
  status,
  json: { error: { code, message } },
});
