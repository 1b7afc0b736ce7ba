import type { LinkProps } from '@tanstack/react-router';
import {
  Bell,
  History,
  Inbox,
  KeyRound,
  LayoutDashboard,
  type LucideIcon,
  Send,
  Settings as SettingsIcon,
  ShieldX,
  Webhook,
} from 'lucide-react';
import type { Texts } from '../texts/en.ts';

/** An entry of the navigation. It appears when its page exists. */
interface NavigationEntry {
  readonly to: NonNullable<LinkProps['to']>;
  readonly label: (texts: Texts) => string;
  readonly icon: LucideIcon;
}

/** In the order in which they are shown. */
export const NAVIGATION: readonly NavigationEntry[] = [
  { to: '/', label: (t) => t.home.title, icon: LayoutDashboard },
  { to: '/events', label: (t) => t.events.title, icon: Inbox },
  { to: '/sources', label: (t) => t.sources.title, icon: Webhook },
  { to: '/subscriptions', label: (t) => t.subscriptions.title, icon: Send },
  { to: '/rejections', label: (t) => t.rejections.title, icon: ShieldX },
  { to: '/alerts', label: (t) => t.alerts.title, icon: Bell },
  { to: '/tokens', label: (t) => t.tokens.title, icon: KeyRound },
  { to: '/audit', label: (t) => t.audit.title, icon: History },
  { to: '/settings', label: (t) => t.settings.title, icon: SettingsIcon },
];
