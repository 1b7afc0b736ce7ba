/**
 * What Slack takes for a message, and everything that takes the same. Its three control characters are written as
 * entities, so that nothing that others have written mentions a channel or becomes a link.
 * https://docs.slack.dev/messaging/formatting-message-text
 * @param text plain text
 * @param link an address for the last line, shown as a link
 * @returns JSON
 */
export function slackMessage(text: string, link?: string): string {
  const lines = link === undefined ? asText(text) : `${asText(text)}\n<${encodeLink(link)}>`;
  return JSON.stringify({
    text: lines,
    mrkdwn: false,
    parse: 'none',
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
  });
}

const asText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A link ends at `>`, and what follows `|` would be shown in its place. */
const encodeLink = (link: string): string =>
  asText(link.replaceAll('<', '%3C').replaceAll('>', '%3E').replaceAll('|', '%7C'));
