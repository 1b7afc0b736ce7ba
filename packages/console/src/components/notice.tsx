import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './notice.module.css';
import tones from './tones.module.css';

type Tone = 'info' | 'success' | 'warning' | 'danger';

const ICONS: Readonly<Record<Tone, LucideIcon>> = {
  info: Info,
  success: CircleCheck,
  warning: TriangleAlert,
  danger: CircleAlert,
};

interface NoticeProps {
  readonly tone: Tone;
  readonly title?: string;
  readonly children?: ReactNode;
  /** Says it aloud as soon as it appears: for what the viewer has just caused. */
  readonly isLive?: boolean;
}

/** What happened, and what to do. */
export function Notice({ tone, title, children, isLive = false }: NoticeProps) {
  const Icon = ICONS[tone];
  return (
    <div
      className={[styles.notice, tones[tone]].join(' ')}
      role={isLive ? (tone === 'danger' ? 'alert' : 'status') : undefined}
    >
      <Icon aria-hidden size={20} className={styles.icon} />
      <div className={styles.words}>
        {title !== undefined && <p className={styles.title}>{title}</p>}
        {children}
      </div>
    </div>
  );
}
