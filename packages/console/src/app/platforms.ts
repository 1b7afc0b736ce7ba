/** Names that are the same in every language. */
export const PLATFORM_NAMES = {
  activepieces: 'Activepieces',
  make: 'Make',
  n8n: 'n8n',
  slack: 'Slack',
  zapier: 'Zapier',
} as const;
