import type { ReactNode } from 'react';
import styles from './badge.module.css';
import tones from './tones.module.css';

interface BadgeProps {
  readonly tone: 'neutral' | 'success' | 'warning' | 'danger';
  readonly children: ReactNode;
}

/** A state in one word or two. */
export function Badge({ tone, children }: BadgeProps) {
  return <span className={[styles.badge, tones[tone]].join(' ')}>{children}</span>;
}
