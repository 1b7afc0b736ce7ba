import { PLATFORM_NAMES } from '../../app/platforms.ts';
import type { Texts } from '../../texts/en.ts';

/** Where events can go: platforms subscribe by themselves, the others are subscribed here. */
export const TARGETS = ['slack', 'zapier', 'make', 'n8n', 'url'] as const;

export type Target = (typeof TARGETS)[number];

/** Of the address's search parameters. */
export const readTarget = (text: unknown): Target | undefined =>
  TARGETS.find((target) => target === text);

export const nameOfTarget = (target: Target, { sendTo }: Texts): string =>
  target === 'url' ? sendTo.anyAddress : PLATFORM_NAMES[target];
