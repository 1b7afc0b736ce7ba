import type { ReactNode } from 'react';

interface SafeLinkProps {
  /** Of an event, so perhaps anything. */
  readonly href: string;
  readonly children: ReactNode;
}

/** A link to an address that came from outside; only its text where it does not lead to a web page. */
export function SafeLink({ href, children }: SafeLinkProps) {
  if (!isWebAddress(href)) return <>{children}</>;
  return (
    <a href={href} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  );
}

/** Whether an address is http or https, and says so itself. */
export function isWebAddress(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  // "https://bank.example@evil.example" leads elsewhere than it looks.
  const { username, password } = new URL(text);
  return username === '' && password === '';
}
